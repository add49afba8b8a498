/** What people do in a reset that waits for others: as agents, managers and the subject would, with the real parts. */
import { readFileSync } from 'node:fs';
import { matchNumber } from '../../domain/match.js';
import type { StepState } from '../../domain/reset.js';
import type { Tally } from '../../domain/shapes.js';
import type { Running } from './running.js';
import type { World } from './world.js';

/** A method as it is shipped. */
export const shipped = (id: string): string =>
  readFileSync(new URL(`../../methods/${id}.yaml`, import.meta.url), 'utf8');

/** A reset that is asked for somebody with a manager and a phone; `n` tells them apart in one world. */
export async function begunFor(
  world: World,
  method: Awaited<ReturnType<World['method']>>,
  n: number,
  kind: 'helpdesk' | 'colleague' = 'helpdesk',
) {
  const [subject, manager] = [`caller-${n}`, `boss-${n}`];
  await world.user(manager);
  const phone = `+49155500${10_000 + n}`;
  const user = await world.user(subject, { manager: `person-${manager}`, phone });
  const requester = { kind, personId: kind === 'helpdesk' ? 'person-henry' : 'person-x' };
  const reset = await world.request(method, subject, { requester });
  await reset.reaches('authenticating');
  const logsIn = (value: string) => world.ports.credentials.matches(user, 'password', value);
  return { reset, user, subject, manager, phone, logsIn, hasOld: () => logsIn(`old password of ${subject}`) };
}

const personOf = (name: string): string => `person-${name}`;

/** The names of those whom a step has asked, as soon as it has asked so many. */
export async function asked(reset: Running, count = 1, stepId = 'approval'): Promise<string[]> {
  const look = async () => {
    const deciders = await reset.world.ports.decisions.asked(reset.id, stepId);
    return deciders.length >= count && (await reset.view()).steps[stepId]?.waitingFor ? deciders : undefined;
  };
  const deciders = await reset.until(look, `${count} who are asked`);
  return deciders.map((d) => d.personId?.replace('person-', '') ?? d.role ?? '');
}

/** With the number that the subject reads out to this person. */
export async function approval(reset: Running, name: string, stepId = 'approval'): Promise<object> {
  const { decisions, keyed } = reset.world.ports;
  const decider = (await decisions.asked(reset.id, stepId)).find((d) => d.personId === personOf(name));
  const number = matchNumber(keyed, { resetId: reset.id, stepId, label: decider?.label ?? 'Z' }, 4);
  return { reached: 'called-them', number };
}
export async function approve(reset: Running, name: string, stepId = 'approval'): Promise<Tally> {
  const said = await reset.decide(stepId, 'approve', personOf(name), await approval(reset, name, stepId));
  return reset.judged(stepId, said);
}
export async function refuse(reset: Running, name: string, stepId = 'approval'): Promise<Tally> {
  return reset.judged(stepId, await reset.decide(stepId, 'refuse', personOf(name)));
}

/** An agent has a code sent to the caller, and is told it; `answers` to the script. */
export async function sendCode(reset: Running, agent: string, to: 'phone' | 'email' = 'phone'): Promise<string> {
  const tally = await reset.judged('caller-check', await reset.decide('caller-check', 'send', personOf(agent), { to }));
  if (tally.refused) throw new Error(`no code was sent: ${tally.refused}`);
  return String((await reset.mail('caller-code'))['code']);
}
export async function check(reset: Running, agent: string, code: string, answers: object = {}): Promise<Tally> {
  const said = await reset.decide('caller-check', 'approve', personOf(agent), { 'caller-code': code, ...answers });
  return reset.judged('caller-check', said);
}

/** The subject has a code mailed, once more where there was one, and types it. */
export async function proveByMail(reset: Running): Promise<void> {
  const code = await mailedCode(reset);
  const outcome = await reset.answer('email-code', { code });
  if (outcome.outcome !== 'done' || !outcome.passed) throw new Error(`not proved: ${JSON.stringify(outcome)}`);
}
export async function mailedCode(reset: Running): Promise<string> {
  const count = () => reset.mails().filter((mail) => mail.message === 'email-code').length;
  const before = count();
  const { outcome } = await reset.challenge('email-code');
  if (outcome !== 'done') throw new Error('not challenged');
  await reset.until(() => count() > before, 'the code');
  return String((await reset.mail('email-code'))['code']);
}
export const wrongOf = (code: string): string => code.replace(/./g, (digit) => String(9 - Number(digit)));

export const stepsOf = async (reset: Running): Promise<Record<string, StepState['state']>> =>
  Object.fromEntries(Object.entries((await reset.view()).steps).map(([id, s]) => [id, s.state]));
export const reachesStep = (reset: Running, stepId: string, state: StepState['state']): Promise<unknown> =>
  reset.until(async () => ((await stepsOf(reset))[stepId] === state ? true : undefined), `${stepId} ${state}`);

/** The types of the audit's records, with their flags or refusals. */
export const audited = async ({ id, world }: Running): Promise<string[]> =>
  (await world.ports.audit.of(id)).map(({ type, data }) =>
    [type, data['flag'] ?? data['refused'] ?? data['result'] ?? []].flat().join(' '),
  );
