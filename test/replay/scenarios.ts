/** The resets whose histories are recorded, played as users would; replayed against the workflow code of every later version. */
import type { World } from '../support/world.js';
import { approve, asked, begunFor, check, reachesStep, sendCode, shipped } from '../support/helped.js';
import { answerAtOnce } from '../support/at-once.js';
import { before, first, hold } from '../support/faults.js';
import { goodPassword, tokenOf, type Running } from '../support/world.js';

interface Scenario {
  method: string;
  /** Where it is not the subject who asks. */
  begin?: (world: World, method: Awaited<ReturnType<World['method']>>) => Promise<Running>;
  play: (reset: Running, world: World) => Promise<unknown>;
}
const method = (authentication: string, rest = 'source: user-entry'): string => `
id: recorded
title: Recorded
request: { by: [self] }
authentication: { ${authentication} }
${rest}
targets: [directory]
expires: P5D
`;
const byCode = async (reset: Running): Promise<void> => {
  const { code } = await reset.mail('email-code');
  const wrong = String(code).replace(/./g, (digit) => String(9 - Number(digit)));
  await reset.answer('email-code', { code: wrong });
  await reset.answer('email-code', { code: String(code) });
};

export const scenarios: Record<string, Scenario> = {
  'email-code': {
    method: method('of: [email-code]'),
    async play(reset) {
      await byCode(reset);
      await reset.execute('short');
      await reset.execute(goodPassword);
    },
  },
  /** The write that completes it closes it: the histories of before have an activity for that. */
  'closed-at-once': {
    method: method('of: [email-code]'),
    async play(reset) {
      await byCode(reset);
      await reset.execute(goodPassword);
    },
  },
  /** The write that completes it can't close it. */
  'closed-apart': {
    method: method('of: [email-code]'),
    async play(reset, world) {
      await byCode(reset);
      world.faults.at('vault.shred', first(1, before));
      await reset.execute(goodPassword);
    },
  },
  /** Judged and set by one call: the histories of before have one for each. */
  'set-at-once': {
    method: method('of: [email-code]'),
    async play(reset) {
      await byCode(reset);
      await reset.execute('short');
      await reset.execute(goodPassword);
    },
  },
  /** The call that judged and set was never heard of again, and was found to have set nothing; a cancel in the UI had waited for that. */
  'set-again': {
    method: method('of: [email-code]'),
    async play(reset, world) {
      await byCode(reset);
      const { fault, reached, release } = hold(30_000);
      world.faults.at('credentials.set', first(1, fault));
      const execute = reset.execute(goodPassword);
      await reached;
      await reset.handle.cancel();
      await execute;
      release();
    },
  },
  'email-link': {
    method: method('of: [email-link]'),
    async play(reset) {
      const { url } = await reset.mail('email-link');
      await reset.answer('email-link', { link: tokenOf(url) });
      await reset.execute(goodPassword, 2);
    },
  },
  'random-display': {
    method: method('of: [email-code]', 'source: random\ndelivery: { display: { within: PT15M } }'),
    async play(reset) {
      await byCode(reset);
      await reset.execute();
      await reset.reaches('delivering');
      // Nobody comes for the first value.
      await reset.world.sleep(16 * 60_000);
      await reset.execute();
      await reset.until(async () => (await reset.view()).steps['display']?.waitingFor, 'the delivery');
      await reset.collect();
    },
  },
  approval: {
    method: method('atLeast: 3, of: [email-code, test-await: { needed: 2 }, test-delay: { lasts: P1D }]'),
    async play(reset) {
      await reset.until(async () => ((await reset.view()).state === 'authenticating' ? true : undefined), 'open');
      await reset.challenge('email-code');
      await byCode(reset);
      await reset.until(async () => (await reset.view()).steps['test-await']?.waitingFor, 'the invitation');
      await reset.world.sleep(9 * 3_600_000);
      await reset.decide('test-await', 'approve', 'person-1');
      await reset.decide('test-await', 'approve', 'person-2');
      await reset.world.sleep(24 * 3_600_000);
      // What was proved a day ago is asked for again.
      await reset.execute(goodPassword);
      const sent = reset.mails().length;
      await reset.challenge('email-code');
      await reset.until(() => (reset.mails().length > sent ? true : undefined), 'the second code');
      await byCode(reset);
      await reset.execute(goodPassword);
    },
  },
  vetoed: {
    method: method('atLeast: 2, of: [email-code, delay]'),
    async play(reset) {
      await reset.until(async () => ((await reset.view()).state === 'authenticating' ? true : undefined), 'open');
      await reset.challenge('email-code');
      await byCode(reset);
      await reset.mail('notice-delay');
      await reset.veto({ recorded: false });
      await reset.veto();
    },
  },
  'at-once': {
    method: method('atLeast: 2, independent: false, of: [test-ask, test-ask: { id: second }]'),
    async play(reset, world) {
      await answerAtOnce(world, reset, ['test-ask', 'second']);
      await reset.until(async () => {
        const row = await world.ports.resets.get(reset.id);
        return row?.state === 'authenticated' || undefined;
      }, 'the note');
      await reset.execute(goodPassword);
    },
  },
  'checked-again': {
    method: shipped('helpdesk-lost-mailbox'),
    async begin(world, published) {
      for (const agent of ['henry', 'hanna']) await world.user(agent);
      return (await begunFor(world, published, 1)).reset;
    },
    async play(reset) {
      const said = { 'called-back': 'yes', 'named-manager': 'yes' };
      await asked(reset);
      await check(reset, 'henry', await sendCode(reset, 'henry'), said);
      await reachesStep(reset, 'delay', 'challenged');
      await approve(reset, 'boss-1');
      await reset.world.sleep(25 * 3_600_000);
      await reset.execute(undefined, 0);
      await check(reset, 'hanna', await sendCode(reset, 'hanna'), said);
      await reset.execute(undefined, 0);
      await reset.until(async () => (await reset.view()).steps['agent-temporary']?.waitingFor, 'the delivery');
      await reset.collect(0);
    },
  },
  expired: {
    method: method('of: [email-code]'),
    async play(reset) {
      await reset.mail('email-code');
    },
  },
};

/** Plays one from the request to the end; answers with its history as Temporal has it. */
export async function history(world: World, name: string): Promise<{ id: string; state: string; history: unknown }> {
  const { method: yaml, begin, play } = scenarios[name]!;
  const published = await world.method(yaml);
  if (!begin) await world.user(name);
  const reset = await (begin ? begin(world, published) : world.request(published, name));
  await play(reset, world);
  const { state } = await reset.result();
  return { id: reset.id, state, history: await reset.handle.fetchHistory() };
}
