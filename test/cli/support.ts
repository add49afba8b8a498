/** The command run in this process, on a store in memory; what it printed, and how it ended. */
import type { AnyPart } from '../../activities/part.js';
import { registry } from '../../activities/registry.js';
import { run } from '../../cli/program.js';
import { settingsFrom } from '../../cli/settings.js';
import type { Store } from '../../cli/store.js';
import type { Audit } from '../../domain/ports.js';
import { memoryPlans } from '../support/memory/plans.js';
import { memoryPorts } from '../support/memory/index.js';

type Verified = Awaited<ReturnType<Audit['verify']>>;

export class CommandLine {
  readonly plans = memoryPlans();
  readonly directory = memoryPorts();
  verified: Verified = { chains: 0, records: 0, checkpoints: 0, faults: [] };
  private readonly env: Record<string, string>;
  private readonly parts: readonly AnyPart[];
  constructor(env: Record<string, string> = {}, parts: readonly AnyPart[] = registry) {
    this.env = env;
    this.parts = parts;
  }

  async rekey(...args: string[]): Promise<{ code: number; out: string[]; errors: string[] }> {
    const [out, errors]: [string[], string[]] = [[], []];
    const store = {
      plans: this.plans,
      userAdmin: this.directory.userAdmin,
      audit: { verify: async () => this.verified } as Partial<Audit> as Audit,
    } satisfies Store;
    const code = await run(args, {
      registry: this.parts,
      settings: settingsFrom(this.env),
      output: { print: (line) => out.push(...line.split('\n')), complain: (line) => errors.push(...line.split('\n')) },
      withStore: (work) => work(store),
    });
    return { code, out, errors };
  }
}
