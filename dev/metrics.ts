// What a running stack's processes tell Prometheus. For the bench and the tests.
const internalPorts = { api: 'REKEY_API_INTERNAL_PORT', worker: 'REKEY_WORKER_INTERNAL_PORT' };

/** The text of each process's metrics, by the process's name. `env`: the stack's. */
export async function metricsIn(env: Readonly<Record<string, string | undefined>>): Promise<Record<string, string>> {
  const texts = Object.entries(internalPorts).map(async ([name, variable]) => {
    const reply = await fetch(`http://127.0.0.1:${env[variable]}/metrics`);
    return [name, await reply.text()] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}
