// What every member of the stack says about itself: one table row for each, infrastructure and application alike.
import type { Component, Env, Found } from './components/component.js';
import type { PortName, Settings } from './settings.js';

/** How a process is started. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Env;
}

/** One member of the stack. */
export interface Service {
  readonly name: string;
  readonly title: string;
  /** What it listens on. */
  readonly ports: readonly PortName[];
  /** The variable that points at one elsewhere; where it is set nothing is started. */
  readonly givenBy?: string;
  /** What has to be found or made before it can be started. */
  readonly component?: Component;
  /** How to start it. `env` is what the stack tells its processes. */
  launch(settings: Settings, env: Env, found: Found | undefined): Launch;
  /** Throws as long as it does not serve. `env` says where it is, here or elsewhere. */
  ready(settings: Settings, env: Env): Promise<void>;
  /** Throws, saying what to do, where one elsewhere answers and yet is not as Rekey needs it. */
  fits?(env: Env): Promise<void>;
  /** What has to be set up in one that was started here. */
  onceReady?(env: Env): Promise<void>;
  readonly readyWithinMs?: number;
  readonly graceMs?: number;
}

/** Throws unless the address answers with 200. */
export async function answers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
}
