/** One whole `email-code` reset over HTTP, as a client of the API does it. */
import { randomBytes } from 'node:crypto';

export interface BenchUser {
  name: string;
  /** Resolves with the code as soon as its mail has arrived. */
  code(): Promise<string>;
}
interface Answer {
  context: { id: string; state: string };
  token: string;
}

/** Every user comes from an address of its own: limits by address are not what is measured. */
const address = (): string => `10.${[...randomBytes(3)].join('.')}`;

async function post<T>(url: string, body: object, headers: Record<string, string>): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomBytes(16).toString('hex'), ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(`${url}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** Resolves when the reset is completed; answers with its id and how long `POST /v1/resets` took. */
export async function reset(api: string, user: BenchUser): Promise<{ id: string; startMs: number }> {
  const headers = { 'x-forwarded-for': address() };
  const arrives = user.code();
  const began = performance.now();
  const { context, token } = await post<Answer>(`${api}/v1/resets`, { user: user.name }, headers);
  const startMs = performance.now() - began;
  const holder = { ...headers, authorization: `Bearer ${token}` };
  const at = `${api}/v1/resets/${context.id}`;
  await post(`${at}/steps/email-code/answer`, { answer: { code: await arrives } }, holder);
  const { context: end } = await post<Answer>(
    `${at}/execute`,
    { newCredentialValue: randomBytes(18).toString('base64url') },
    holder,
  );
  if (end.state !== 'completed') await completed(at, holder);
  return { id: context.id, startMs };
}

async function completed(at: string, headers: Record<string, string>): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const { state } = (await (await fetch(at, { headers })).json()) as { state: string };
    if (state === 'completed') return;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error('a reset was not completed within 30 s');
}
