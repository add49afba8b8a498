/**
 * In a process that is to be killed: adapters whose calls are told to the parent and, where one is armed, are held there for ever, before
 * or after their effect. Once every reset that is under test is held, the parent kills the process: one death serves many calls.
 */
import type { AllPorts } from '../../domain/ports.js';

export const moments = ['before', 'after'] as const;
export type Moment = (typeof moments)[number];
/** One call of one reset, and on which side of its effect it is held. */
export interface Arm {
  reset: string;
  call: string;
  when: Moment;
}
export type FromParent = { arms: readonly Arm[] };
export type ToParent = { ready: true } | { armed: true } | { called: string; reset: string } | { held: string };

/** Where a call is made: for which reset, and within what. Undefined: for none that is under test. */
export type Place = { reset: string; within: string } | undefined;

/** These leave nothing outside the process, and answer at once: to die at them is to die between their neighbours. */
type Pure = 'clock' | 'keyed' | 'urls';
type ReachesOut = Exclude<keyof AllPorts, Pure>;
const reachOut: Record<ReachesOut, true> = {
  vault: true,
  directory: true,
  credentials: true,
  challenges: true,
  notifier: true,
  tokens: true,
  proofs: true,
  decisions: true,
  resets: true,
  plans: true,
  audit: true,
  leases: true,
  attempts: true,
  quotas: true,
};
const isHeldPort = (name: string): name is ReachesOut => Object.hasOwn(reachOut, name);

const tell = (message: ToParent): void => void process.send?.(message);
/** The parent is gone, however it ended: so are we. */
const followParent = (): void => void process.once('disconnect', () => process.exit(1));

export class Stops {
  readonly #place: () => Place;
  readonly #arms = new Map<string, Arm>();
  readonly #calls = new Map<string, number>();

  constructor(place: () => Place) {
    this.#place = place;
    followParent();
    process.on('message', ({ arms }: FromParent) => {
      for (const arm of arms) this.#arms.set(arm.reset, arm);
      tell({ armed: true });
    });
  }

  /** Says that this process serves. */
  ready(): void {
    tell({ ready: true });
  }

  /** The same ports, each call of them watched. */
  ports<P extends object>(ports: P): P {
    const watched = Object.entries(ports)
      .filter(([name]) => isHeldPort(name))
      .map(([name, port]) => [name, this.port(name, port as object)]);
    return { ...ports, ...(Object.fromEntries(watched) as Partial<P>) };
  }

  /** One adapter, whose methods answer with promises. */
  port<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get: (target, property) => {
        const method: unknown = Reflect.get(target, property);
        if (typeof method !== 'function') return method;
        const effect = method.bind(target) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => {
          const place = this.#place();
          return place ? this.#watch(place, `${name}.${String(property)}`, () => effect(...args)) : effect(...args);
        };
      },
    });
  }

  async #watch({ reset, within }: NonNullable<Place>, method: string, effect: () => unknown): Promise<unknown> {
    const call = this.#named(reset, `${within}: ${method}`);
    tell({ called: call, reset });
    await this.#holdAt(reset, call, 'before');
    try {
      return await effect();
    } finally {
      await this.#holdAt(reset, call, 'after');
    }
  }

  /** The nth call of its kind in one reset: the same in every run, as long as nobody dies. */
  #named(reset: string, call: string): string {
    const key = `${reset} ${call}`;
    const nth = (this.#calls.get(key) ?? 0) + 1;
    this.#calls.set(key, nth);
    return `${call} #${nth}`;
  }

  async #holdAt(reset: string, call: string, when: Moment): Promise<void> {
    const arm = this.#arms.get(reset);
    if (arm?.call !== call || arm.when !== when) return;
    tell({ held: reset });
    await new Promise(() => undefined);
  }
}
