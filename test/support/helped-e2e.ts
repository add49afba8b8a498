// Resets that others help with, played step by step on a whole stack: until the subject has proved something, and what each helper then says.
import { expect } from '@jest/globals';
import type { Api, Decided } from '../../dev/client.js';
import type { Helper } from '../../dev/people.js';
import { anyAddress, anyKey, anyPassword, type OpenStack, type TestUser } from './e2e.js';
import { PatientApi } from './patient-e2e.js';

export interface Helped {
  user: TestUser;
  helpers: readonly Helper[];
  device: Api;
  id: string;
  /** The subject's. */
  token: string;
}

/** A device that repeats what is not judged yet. */
export const patientDevice = ({ env }: OpenStack): Api => new PatientApi(env['REKEY_PUBLIC_URL']!, anyAddress());

export const agentOf = (helpers: readonly Helper[]): Helper => helpers.find((h) => h.isAgent)!;
export const colleaguesOf = (helpers: readonly Helper[]): Helper[] =>
  helpers.filter(({ userName }) => userName.includes('-colleague-'));

const yes = { 'named-manager': 'yes', 'explained-why': 'yes' };

/** A reset whose subject has typed the mailed code; all that is left is for others to decide. `askerOf`: who asks, where it is not the subject. */
export async function proved(
  open: OpenStack,
  resetMethodId: string,
  askerOf: ((helpers: readonly Helper[]) => Helper) | null = resetMethodId === 'helpdesk' ? agentOf : null,
): Promise<Helped> {
  const user = await open.user();
  const helpers = await open.helpersFor(await open.method(resetMethodId), user);
  const device = open.device();
  const wanted = { user: user.userName, resetMethodId };
  const asker = askerOf?.(helpers);
  const ticket = asker?.isAgent ? { ticket: 'INC-20417' } : {};
  const asked = await device.request({ ...wanted, ...ticket }, asker && { token: await asker.token() });
  const { id } = asked.context;
  await open.reaches(id, 'authenticating');
  const link = asker && (await open.mailbox.link(user.address)).searchParams.get('t');
  const { token } = link ? await device.openLink(link) : asked;
  await proveMailbox(open, { user, device, id, token });
  return { user, helpers, device, id, token };
}

/** Has a code mailed and types it. */
export async function proveMailbox(
  { mailbox }: OpenStack,
  { user, device, id, token }: Pick<Helped, 'device' | 'id' | 'token'> & { user: Pick<TestUser, 'address'> },
): Promise<void> {
  await device.challenge(id, 'email-code', { token });
  const code = await mailbox.code(user.address);
  expect((await device.answer(id, 'email-code', { code }, { token })).passed).toBe(true);
}

/** The code that an agent has sent to the subject's phone. */
export async function sendCode({ mailbox }: OpenStack, { device, user, id }: Helped, by: Helper): Promise<string> {
  await device.decide(id, 'caller-check', { decision: 'send', answer: { to: 'phone' } }, { token: await by.token() });
  return mailbox.textedCode(user.phone!);
}

/** An agent says that the caller read out this code. */
export async function check(
  { device, id }: Helped,
  code: string,
  token: string,
  idempotencyKey = anyKey(),
): Promise<Decided> {
  const said = { decision: 'approve', answer: { 'caller-code': code, ...yes } } as const;
  return device.decide(id, 'caller-check', said, { token, idempotencyKey });
}

/** From `authenticated` to a login. */
export async function finish(open: OpenStack, { user, device, id, token }: Helped): Promise<void> {
  await open.reaches(id, 'authenticated');
  const value = anyPassword();
  await device.execute(id, value, { token });
  expect(await open.closed(id)).toMatchObject({ state: 'completed' });
  expect(await open.signsIn(user, value)).toBe(true);
  expect(await open.signsIn(user, user.password)).toBe(false);
}

/** As many colleagues as are needed, who will say approve once the mail with their question has come. */
export async function approvers(
  { mailbox }: OpenStack,
  { device, helpers, id, token }: Helped,
): Promise<{ helper: Helper; approve: () => Promise<Decided> }[]> {
  const asked = colleaguesOf(helpers).slice(0, 2);
  for (const { address } of asked) await mailbox.link(address);
  return Promise.all(
    asked.map(async (helper) => ({
      helper,
      approve: await approvalBy({ device, id, token }, await helper.token()),
    })),
  );
}

/** Says approve, with the number that the subject's page has for whoever holds `bearer`. */
export async function approvalBy(
  { device, id, token }: Pick<Helped, 'device' | 'id' | 'token'>,
  bearer: string,
): Promise<() => Promise<Decided>> {
  const { shown } = (await device.look(id, token)).authentication.steps.find((s) => s.id === 'approval')!;
  const { label } = await device.asked(id, 'approval', bearer);
  const number = shown?.find((s) => s.label === label)?.value ?? '';
  const said = { decision: 'approve', answer: { reached: 'called-them', number } } as const;
  return () => device.decide(id, 'approval', said, { token: bearer });
}
