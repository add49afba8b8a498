/** One whole `email-code` reset over HTTP, as a client of the API does it. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';

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

/** The clients share the machine with what they measure, so they are light: one kept connection each, no more. */
const agent = new Agent({ keepAlive: true });

async function call(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: object,
): Promise<IncomingMessage> {
  const sent = request(url, {
    method,
    agent,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
  });
  sent.end(body && JSON.stringify(body));
  try {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response.setEncoding('utf8');
  } catch (error) {
    // A kept connection that the server closed at that very moment: the key makes a repeat safe.
    if (!sent.reusedSocket) throw error;
    return call(method, url, headers, body);
  }
}

/** A POST that has to succeed. */
export async function post<T>(url: string, body: object, headers: Record<string, string>): Promise<T> {
  const key = { 'idempotency-key': randomBytes(16).toString('hex') };
  const response = await call('POST', url, { ...key, ...headers }, body);
  let text = '';
  for await (const piece of response) text += piece;
  if ((response.statusCode ?? 0) >= 300) throw new Error(`${url}: ${response.statusCode} ${text}`);
  return JSON.parse(text) as T;
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

/** Follows the reset's events, as a page does, until it is completed. */
async function completed(at: string, headers: Record<string, string>): Promise<void> {
  const events = await call('GET', `${at}/events`, headers);
  let told = '';
  for await (const piece of events) {
    told += piece;
    if (told.includes('"state":"completed"')) return;
  }
  throw new Error(`a reset was not completed: ${told.slice(-300)}`);
}
