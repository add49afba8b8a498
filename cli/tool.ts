/** What every command works with: given by `main.ts`, and by tests. */
import type { AnyPart } from '../activities/part.js';
import type { Output } from './output.js';
import type { Settings } from './settings.js';
import type { WithStore } from './store.js';

export interface Tool {
  registry: readonly AnyPart[];
  settings: Settings;
  output: Output;
  withStore: WithStore;
}
