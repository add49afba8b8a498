/**
 * caller-check: an agent of the helpdesk checks who calls, along a script. Rekey sends a code to a registered address or number, and the caller
 * reads it back (verified); what else the script asks is the agent's word (attested) and never enough. Where the same person or number was the
 * subject of other attempts lately, a second agent has to check, too: repeated calls are how attackers win.
 */
import { z } from 'zod';
import type { Ms, Prompts } from '../../domain/plan.js';
import type { Ports } from '../../domain/ports.js';
import type { Decision, Tally } from '../../domain/shapes.js';
import { vetoLink } from '../../domain/veto.js';
import { attemptsBeside, noteNumber } from '../attempts.js';
import { mayHelp } from '../approvers.js';
import { openEvidence } from '../evidence.js';
import type { CallOf, Part } from '../part.js';
import { minutesUntil } from '../until.js';

/** What an agent can be told to ask: each is a question with the answers yes and no, in `texts/` as `input.<id>.label`. */
const questions = ['called-back', 'named-manager', 'named-unit', 'knows-last-login', 'explained-why'] as const;
const ways = ['phone', 'email'] as const;
const yes = 'yes';

const config = z.strictObject({
  group: z.string().min(1).max(100).nullable().default(null).meta({
    description:
      'A group to which the agents must belong: in the directory, or by their token where they are not in it; any agent of the helpdesk without it',
  }),
  by: z
    .array(z.enum(ways))
    .min(1)
    .refine((items) => new Set(items).size === items.length, 'names something twice')
    .default([...ways])
    .meta({ uniqueItems: true, description: 'Whereto codes may be sent: the registered phone, the mailbox' }),
  script: z
    .array(z.enum(questions))
    .max(questions.length)
    .refine((items) => new Set(items).size === items.length, 'names something twice')
    .default([])
    .meta({ uniqueItems: true, description: 'What the agent asks besides, and has to find true' }),
  digits: z.int().min(6).max(12).default(8).meta({ description: 'Length of the code' }),
  secondFrom: z
    .int()
    .min(1)
    .max(50)
    .default(2)
    .meta({ description: 'From this many other attempts within a week on, a second agent has to check' }),
});
type Config = z.output<typeof config>;
type Call = CallOf<Config>;

/** A code works for so long: a call, and a mailbox that is slow. NIST SP 800-63B-4, 3.1.3.2: at most 10 minutes. */
const codeLasts: Ms = 10 * 60_000;
/** So many wrong codes end it: somebody guesses. */
const wrongAtMost = 3;
/** So many codes one check sends. */
const sendsAtMost = 5;

const prompts = ({ by, script, digits }: Config): Prompts => ({
  requester: { title: 'step.caller-check.title', inputs: [] },
  decider: {
    title: 'step.caller-check.decide',
    inputs: [
      { input: 'send', name: 'to', options: by },
      { input: 'code', name: 'caller-code', digits },
      ...script.map((name) => ({ input: 'choice' as const, name, options: [yes, 'no'] })),
    ],
  },
});

export const callerCheck = {
  role: 'authenticator',
  kind: 'caller-check',
  shape: 'await',
  factor: 'people',
  getsOld: true,
  config,
  timing: { remindEvery: 'P1D', decideWithin: 'P2D' },
  describe: prompts,

  async invite(call, _input, ports) {
    const others = await attemptsBeside(call, ports);
    return {
      asks: [{ role: 'rekey-helpdesk', label: 'A' }],
      notes: [{ id: 'attempts', values: { others } }],
      waitingFor: waiting(call, neededAfter(others, call)),
    };
  },

  /** The agents have their queue; what they are told is brought up to date. */
  async remind(call, _input, ports) {
    const others = await attemptsBeside(call, ports);
    return { notes: [{ id: 'attempts', values: { others } }] };
  },

  async decide(call, { decision }, ports) {
    const why = await mayHelp(decision, call.config.group, call, ports);
    if (why) return refusing(call, why, ports);
    if (decision.verdict === 'send') return send(call, decision, ports);
    if (decision.verdict === 'refuse') return { done: true, passed: false };
    if (decision.verdict !== 'approve') return refusing(call, 'not-a-decider', ports);
    return check(call, decision, ports);
  },

  async stillHolds(call, ports) {
    const why = await Promise.all(checked(call).map((d) => mayHelp(d, call.config.group, call, ports)));
    return why.length > 0 && why.every((w) => w === null);
  },
} satisfies Part<'await', Config>;

const checked = ({ decided }: Call): readonly Decision[] =>
  decided.filter((d) => d.verdict === 'approve' && d.tally.refused === undefined);
const sent = ({ decided }: Call): number =>
  decided.filter((d) => d.verdict === 'send' && d.tally.refused === undefined).length;
/** The number of a code among all of the step's rounds. */
const codeRound = ({ round }: Call, nth: number): number => (round - 1) * sendsAtMost + nth;

/**
 * What a code is spent by: a check that counted (each agent gets a code of their own), a right code beside a no of the script, one that was too
 * old. NIST SP 800-63B-4, 3.1.3.2: a secret is accepted once.
 */
const spends: ReadonlySet<Tally['refused']> = new Set([undefined, 'script-not-met', 'no-code-sent'] as const);
/** Whether the newest code is this agent's, and not spent: it was read out to whoever had it sent, and to nobody else. */
const hasCode = ({ decided }: Call, agent: string): boolean => {
  const last = decided.findLastIndex((d) => d.verdict === 'send' && d.tally.refused === undefined);
  const since = decided.slice(last + 1).filter((d) => d.by === agent && d.verdict === 'approve');
  return decided[last]?.by === agent && !since.some((d) => spends.has(d.tally.refused));
};

/** How many agents have to check, after so many other attempts. */
const neededAfter = (others: number, { config }: Call): number => (others >= config.secondFrom ? 2 : 1);
const needed = async (call: Call, ports: Ports): Promise<number> =>
  neededAfter(await attemptsBeside(call, ports), call);
const waiting = (call: Call, of: number) => ({
  id: 'caller-checks',
  values: { have: checked(call).length, needed: of },
});
const refusing = async (call: Call, refused: NonNullable<Tally['refused']>, ports: Ports): Promise<Tally> => ({
  done: false,
  passed: false,
  refused,
  waitingFor: waiting(call, await needed(call, ports)),
});

/** Each code replaces the one before it. */
async function send(call: Call, decision: Decision, ports: Ports): Promise<Tally> {
  const { key, resetId, stepId, subject, config } = call;
  const nth = sent(call) + 1;
  if (nth > sendsAtMost) return refusing(call, 'no-more-challenges', ports);
  const asked = await openEvidence(call, decision, z.strictObject({ to: z.enum(ways) }), ports);
  if (!asked || !config.by.includes(asked.to)) return refusing(call, 'wrong-state', ports);
  // Not from the decision on: while no worker is at work a code would get old before it is sent.
  const until = ports.clock.now() + codeLasts;
  const code = ports.keyed.code(key, config.digits);
  const values = { code, minutes: minutesUntil(until, ports.clock), url: vetoLink(ports, resetId) };
  const to = asked.to === 'phone' ? 'phone' : 'primary';
  // The message first: where this is repeated in between, the code lasts longer than it says, not shorter.
  await ports.notifier.send(subject, { key, resetId, messageId: 'caller-code', values, to });
  await ports.challenges.issue({
    ...{ key, resetId, stepId, round: codeRound(call, nth) },
    secretMac: ports.keyed.mac('caller-code', code),
    expiresAt: until,
  });
  if (asked.to === 'phone') await noteNumber(call, ports);
  return {
    done: false,
    passed: false,
    mailed: true,
    how: asked.to,
    waitingFor: waiting(call, await needed(call, ports)),
  };
}

async function check(call: Call, decision: Decision, ports: Ports): Promise<Tally> {
  const { key, resetId, stepId, config } = call;
  if (checked(call).some((d) => d.by === decision.by)) return refusing(call, 'decided-already', ports);
  if (!hasCode(call, decision.by)) return refusing(call, 'no-code-sent', ports);
  const answers = Object.fromEntries(config.script.map((name) => [name, z.enum([yes, 'no'])]));
  const said = await openEvidence(call, decision, z.strictObject({ 'caller-code': z.string(), ...answers }), ports);
  const code = said?.['caller-code'] ?? '';
  const { passed, expired } = await ports.challenges.guess({
    ...{ key, resetId, stepId, round: codeRound(call, sent(call)) },
    secretMac: ports.keyed.mac('caller-code', code),
    at: decision.at,
    max: wrongAtMost * sendsAtMost * call.round,
  });
  if (expired) return refusing(call, 'no-code-sent', ports);
  if (!passed) return wrong(call, ports);
  // The agent's word is worth nothing by itself, and a no is worth more than the code.
  if (config.script.some((name) => (said as Record<string, unknown>)[name] !== yes))
    return refusing(call, 'script-not-met', ports);
  const of = await needed(call, ports);
  const have = checked(call).length + 1;
  const how = config.script.length > 0 ? 'verified, attested' : 'verified';
  if (have >= of) return { done: true, passed: true, how };
  return { done: false, passed: false, how, waitingFor: { id: 'caller-checks', values: { have, needed: of } } };
}

async function wrong(call: Call, ports: Ports): Promise<Tally> {
  const before = call.decided.filter((d) => d.tally.refused === 'wrong-caller-code').length;
  if (before + 1 < wrongAtMost) return refusing(call, 'wrong-caller-code', ports);
  return { done: true, passed: false, refused: 'wrong-caller-code', flag: 'codes-guessed' };
}
