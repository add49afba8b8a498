/** A thing that may not be there yet: its methods wait for it, and each failure to get it is asked again by the next call. */

type Methods<T> = { [K in keyof T]: T[K] extends (...args: never[]) => Promise<unknown> ? T[K] : never };

/** Asks once at a time; a success is kept, a failure is not. */
export function keptOnceGot<T>(get: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= get().catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}

/** Stands for an object whose methods all answer with promises: a port. */
export function later<T extends Methods<T>>(get: () => Promise<T>): T {
  return new Proxy({} as T, {
    get(_target, name) {
      // Not a promise itself, whoever awaits it.
      if (name === 'then') return undefined;
      return async (...args: unknown[]) => {
        const thing = await get();
        const method = thing[name as keyof T] as (...args: unknown[]) => Promise<unknown>;
        return method.apply(thing, args);
      };
    },
  });
}
