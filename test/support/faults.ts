/** Breaks calls of ports by name, for as long as a test wants: before their effect, after it, or at a point where the test holds them. */

/** Runs in place of the call; `run` is the call itself. */
export type Fault = (run: () => Promise<unknown>, args: readonly unknown[]) => Promise<unknown>;
type Method = (...args: unknown[]) => Promise<unknown>;

export const before: Fault = async () => {
  throw new Error('broken before its effect');
};
export const after: Fault = async (run) => {
  await run();
  throw new Error('broken after its effect');
};
/** The fault on the first `times` calls only. */
export function first(times: number, fault: Fault): Fault {
  let left = times;
  return (run, args) => (left-- > 0 ? fault(run, args) : run());
}
/** The fault only on calls whose arguments hold this text: a reset's id, part of a key. */
export const about =
  (text: string, fault: Fault): Fault =>
  (run, args) =>
    JSON.stringify(args).includes(text) ? fault(run, args) : run();

/** Holds every call until `release`, by default 8 s at most: less than an activity has. `reached` says that one has come. */
export function hold(longest = 8_000): { fault: Fault; reached: Promise<void>; release: () => void } {
  let come = (): void => undefined;
  let release = (): void => undefined;
  const reached = new Promise<void>((done) => (come = done));
  const released = new Promise<void>((done) => {
    const timer = setTimeout(done, longest);
    release = () => {
      clearTimeout(timer);
      done();
    };
  });
  return {
    fault: async (run) => {
      come();
      await released;
      return run();
    },
    reached,
    release,
  };
}

export class Faults {
  readonly #faults = new Map<string, Fault>();
  /** How often each call was asked for. */
  readonly calls: { name: string; args: readonly unknown[] }[] = [];

  /** `name`: `port.method`. Answers with what mends it. */
  at(name: string, fault: Fault): () => void {
    this.#faults.set(name, fault);
    return () => this.#faults.delete(name);
  }
  mendAll(): void {
    this.#faults.clear();
  }
  callsOf(name: string, about = ''): number {
    return this.calls.filter((c) => c.name === name && JSON.stringify(c.args).includes(about)).length;
  }

  /** The same ports, each call of which can be broken. */
  around<P extends object>(ports: P): P {
    const wrapped = Object.entries(ports).map(([port, object]) => [port, this.#aroundPort(port, object as object)]);
    return Object.fromEntries(wrapped) as P;
  }
  #aroundPort(port: string, object: object): object {
    return new Proxy(object, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function' || port === 'clock' || port === 'keyed' || port === 'urls') return value;
        const name = `${port}.${String(property)}`;
        return (...args: unknown[]) => {
          this.calls.push({ name, args });
          const run = (): Promise<unknown> => (value as Method).apply(target, args);
          const fault = this.#faults.get(name);
          return fault ? fault(run, args) : run();
        };
      },
    });
  }
}
