/**
 * approval: k of those who are asked confirm that it is the subject who asks. Each says how they reached the subject, and types the number that
 * only the subject's page shows next to their letter: whoever does not talk to the subject cannot approve.
 */
import { z } from 'zod';
import { matchNumber } from '../../domain/match.js';
import type { Prompts } from '../../domain/plan.js';
import type { Ports, Subject } from '../../domain/ports.js';
import type { Decider, Decision, Tally } from '../../domain/shapes.js';
import { askedAtMost, barred, candidates, from, isReciprocal } from '../approvers.js';
import { openEvidence } from '../evidence.js';
import type { CallOf, Part } from '../part.js';
import { hoursUntil } from '../until.js';

const config = z
  .strictObject({
    from,
    needed: z.int().min(1).max(5).default(1).meta({ description: 'How many have to approve' }),
    ask: z
      .int()
      .min(1)
      .max(askedAtMost)
      .default(askedAtMost)
      .meta({ description: 'How many of them are asked, at most' }),
    refusal: z
      .enum(['ends', 'counts'])
      .default('ends')
      .meta({ description: 'Whether one refusal ends it, or only counts as a person who will not approve' }),
    inPerson: z.boolean().default(false).meta({ description: 'Whether each of them has to meet the person' }),
    digits: z.int().min(4).max(8).default(4).meta({ description: 'Length of the number that each of them types' }),
    escalate: z
      .strictObject({
        afterReminders: z
          .int()
          .min(1)
          .max(20)
          .default(1)
          .meta({ description: 'With which reminder more people are asked' }),
        to: from.unwrap(),
      })
      .nullable()
      .default(null)
      .meta({ description: 'Who is asked besides, where nobody answers' }),
  })
  .refine(({ ask, needed }) => ask >= needed, { path: ['ask'], error: 'must be as many as are needed, or more' });
type Config = z.output<typeof config>;

/** An incoming call is no way to reach somebody: anyone can call. */
const reached = ['in-person', 'called-them', 'video-call'] as const;
/** Those that count. */
const waysOf = ({ inPerson }: Config): readonly string[] => (inPerson ? ['in-person'] : reached);
/** So many wrong numbers end it: somebody guesses. */
const wrongAtMost = 3;

const prompts = (config: Config): Prompts => ({
  requester: { title: 'step.approval.title', inputs: [{ input: 'show', name: 'number', digits: config.digits }] },
  decider: {
    title: 'step.approval.decide',
    inputs: [
      { input: 'choice', name: 'reached', options: waysOf(config) },
      { input: 'code', name: 'number', digits: config.digits },
    ],
  },
});

/** Whether that way counts is asked apart: what does not fit here throws, and no repeat mends it. */
const said = z.strictObject({ reached: z.string(), number: z.string() });

export const approval = {
  role: 'authenticator',
  kind: 'approval',
  shape: 'await',
  factor: 'people',
  secondPerson: true,
  config,
  timing: { remindEvery: 'PT8H', decideWithin: 'P3D' },
  describe: prompts,
  inPerson: (c) => c.inPerson,

  async invite(call, _input, ports) {
    const { from, ask } = call.config;
    return asking(call, await candidates(from, call, ports, ask), ports);
  },

  async remind(call, { nth }, ports) {
    const { from, ask, escalate } = call.config;
    // Again those of `from`: who went away meanwhile may be stood in for by now.
    const able = [
      ...(await candidates(from, call, ports, ask)),
      ...(escalate && nth >= escalate.afterReminders ? await candidates(escalate.to, call, ports) : []),
    ];
    const known = new Set(call.asked.map((d) => d.personId));
    const fresh = new Map(able.filter((p) => !known.has(p.personId)).map((p) => [p.personId, p]));
    const told = await asking(call, [...fresh.values()].slice(0, Math.max(0, lettersAtMost - known.size)), ports);
    const decided = new Set(counted(call).map((d) => d.by));
    const silent = call.asked.filter((d) => !decided.has(d.personId ?? ''));
    const people = await ports.directory.people({ personIds: silent.flatMap((d) => d.personId ?? []) }, silent.length);
    for (const person of people) {
      const { label } = silent.find((d) => d.personId === person.personId)!;
      await write(call, person, label, `${call.key}/${label}`, ports);
    }
    return told;
  },

  async decide(call, { decision }, ports) {
    const refused = await whyNot(call, decision, ports);
    if (refused) return notCounted(call, refused);
    if (decision.verdict === 'refuse') return refusalOf(call);
    const typed = await openEvidence(call, decision, said, ports);
    // The prompt offers no other, but what lets people alone be enough must not rest on the API.
    if (typed && !waysOf(call.config).includes(typed.reached)) return notCounted(call, 'wrong-state');
    if (!typed || !isRight(call, decision, typed.number, ports)) return notCounted(call, 'wrong-number');
    const flag = (await isReciprocal(decision.by, call, ports)) ? { flag: 'reciprocal' } : {};
    return { ...standing(call, approvals(call) + 1), ...flag, how: typed.reached };
  },

  async stillHolds(call, ports) {
    const why = await Promise.all(approved(call).map((d) => barred(d.by, sourcesOf(call), call, ports)));
    return why.filter((w) => w === null).length >= call.config.needed;
  },
} satisfies Part<'await', Config>;

type Call = CallOf<Config>;

/** Mails those who are asked now; the letters go on where the last ones ended. */
async function asking(call: Call, people: readonly Subject[], ports: Ports) {
  const asks: Decider[] = people.map(({ personId }, n) => ({ personId, label: letter(call.asked.length + n) }));
  for (const [n, person] of people.entries()) {
    const { label } = asks[n]!;
    await write(call, person, label, `${call.key}/${label}`, ports);
  }
  const labels = [...call.asked, ...asks].map((d) => d.label);
  return { asks, options: { labels }, waitingFor: waiting(call, approvals(call)) };
}
/** So many are asked in all, those who come in later included. */
const lettersAtMost = 20;
const letter = (n: number): string => String.fromCharCode('A'.charCodeAt(0) + n);

async function write(
  { resetId, stepId, subject, until }: Call,
  to: Subject,
  label: string,
  key: string,
  ports: Ports,
): Promise<void> {
  const values = {
    name: subject.displayName,
    label,
    url: ports.urls.decision(resetId, stepId),
    hours: hoursUntil(until, ports.clock),
  };
  await ports.notifier.send(to, { key, resetId, messageId: 'approval-request', values, to: 'primary' });
}

const counted = ({ decided }: Call): readonly Decision[] => decided.filter((d) => d.tally.refused === undefined);
const approved = (call: Call): readonly Decision[] => counted(call).filter((d) => d.verdict === 'approve');
const approvals = (call: Call): number => approved(call).length;
/** Everybody who may be asked, at first or later. */
const sourcesOf = ({ config: { from, escalate } }: Call) => (escalate ? [from, escalate.to] : [from]);
const waiting = ({ config }: Call, have: number) => ({ id: 'approvals', values: { have, needed: config.needed } });

function standing(call: Call, have: number): Tally {
  const done = have >= call.config.needed;
  return done ? { done, passed: true } : { done, passed: false, waitingFor: waiting(call, have) };
}

/** One refusal ends it, or it ends once those who are left are too few. */
function refusalOf(call: Call): Tally {
  const refusals = counted(call).filter((d) => d.verdict === 'refuse').length + 1;
  const enough = call.asked.length - refusals >= call.config.needed;
  return call.config.refusal === 'counts' && enough ? standing(call, approvals(call)) : { done: true, passed: false };
}

async function whyNot(call: Call, decision: Decision, ports: Ports): Promise<Tally['refused'] | null> {
  if (!deciderOf(call, decision) || !['approve', 'refuse'].includes(decision.verdict)) return 'not-a-decider';
  if (counted(call).some((d) => d.by === decision.by)) return 'decided-already';
  return barred(decision.by, sourcesOf(call), call, ports);
}

const deciderOf = ({ asked }: Call, { by }: Decision): Decider | undefined => asked.find((d) => d.personId === by);

function isRight(call: Call, decision: Decision, number: string, { keyed }: Ports): boolean {
  const { resetId, stepId, config } = call;
  const { label } = deciderOf(call, decision)!;
  return keyed.same(number, matchNumber(keyed, { resetId, stepId, label }, config.digits));
}

function notCounted(call: Call, refused: NonNullable<Tally['refused']>): Tally {
  const wrong = call.decided.filter((d) => d.tally.refused === 'wrong-number').length + 1;
  if (refused === 'wrong-number' && wrong >= wrongAtMost)
    return { done: true, passed: false, refused, flag: 'numbers-guessed' };
  return { ...standing(call, approvals(call)), refused };
}
