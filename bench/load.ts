/** Clients at work side by side, and what their work took. */

/** Runs `job` for each item, `clients` at a time; answers with each one's milliseconds and the whole's seconds. */
export async function load<T>(
  items: readonly T[],
  clients: number,
  job: (item: T) => Promise<void>,
): Promise<{ ms: number[]; seconds: number }> {
  const queue = [...items];
  const ms: number[] = [];
  const began = performance.now();
  const client = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const start = performance.now();
      await job(item);
      ms.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { ms, seconds: (performance.now() - began) / 1000 };
}

/** The p-th percentile (0 to 1) of some numbers. */
export function percentile(numbers: readonly number[], p: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? NaN;
}
