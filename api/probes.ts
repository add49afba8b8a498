/** What the API needs, asked whether it answers now. */

/** A probe that takes longer has failed. */
const patience = 2_000;

/** Name → the kind of error, of those that fail. */
export async function failing(
  probes: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<Record<string, string>> {
  const results = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => [name, await faultOf(probe)] as const),
  );
  return Object.fromEntries(results.flatMap(([name, fault]) => (fault === null ? [] : [[name, fault]])));
}

async function faultOf(probe: () => Promise<unknown>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${patience} ms`), patience);
  });
  const asked = probe().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.name : 'error'),
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
