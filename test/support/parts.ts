/** Small parts of all five shapes that work on any ports: for tests of what drives and compiles parts. */
import { z } from 'zod';
import { part, type AnyPart, type Part } from '../../activities/part.js';
import { Conflict, type Mail, type Vault } from '../../domain/ports.js';
import { packValue, unpackValue } from '../../domain/value.js';

const empty = z.strictObject({});
type Empty = z.output<typeof empty>;

/** What `test-ask` takes for an answer to its input `code`. */
export const rightCode = '424242';
/** What `test-run` makes up. */
const generatedValue = 'Generated-Horse-Battery-7';

const openCode = async (vault: Vault, ref: string, resetId: string): Promise<{ code: string; sealedAt: number }> => {
  const { value, sealedAt } = await vault.open(ref, { resetId, purpose: 'answer' });
  return { ...z.strictObject({ code: z.string() }).parse(JSON.parse(value)), sealedAt };
};

/** ask · factor email: mails `rightCode` and takes it back. */
const testAsk = {
  role: 'authenticator',
  kind: 'test-ask',
  shape: 'ask',
  factor: 'email',
  config: empty,
  timing: { lasts: 'PT10M', attempts: 3 },
  describe: () => ({
    requester: { title: 'step.email-code.title', inputs: [{ input: 'code', name: 'code', digits: 6 }] },
  }),
  async challenge({ key, resetId, stepId, round, until, subject }, _input, { keyed, challenges, notifier }) {
    const secretMac = keyed.mac('test-code', rightCode);
    await challenges.issue({ key, resetId, stepId, round, secretMac, expiresAt: until });
    const values = { code: rightCode, minutes: 10 };
    await notifier.send(subject, { key, resetId, messageId: 'email-code', values, to: 'primary' });
    return {};
  },
  async verify({ key, resetId, stepId, round, attempts }, { answer }, { vault, keyed, challenges }) {
    const { code, sealedAt: at } = await openCode(vault, answer, resetId);
    const secretMac = keyed.mac('test-code', code);
    const { passed, expired } = await challenges.guess({ key, resetId, stepId, round, secretMac, at, max: attempts });
    return { passed, reasons: passed ? [] : [{ id: expired ? 'code-expired' : 'wrong-code' }] };
  },
} satisfies Part<'ask', Empty>;

/** ask · factor device · goes first: passes on `rightCode` and moves the reset to another device. */
const testMove = {
  ...testAsk,
  kind: 'test-move',
  factor: 'device',
  first: true,
  async verify(call, input, ports) {
    const verdict = await testAsk.verify(call, input, ports);
    return verdict.passed ? { ...verdict, moved: true } : verdict;
  },
} satisfies Part<'ask', Empty>;

const approvals = z.strictObject({ needed: z.int().min(1).max(5).default(1).meta({ description: 'How many people' }) });

/** Mails what the subject may read, too: the words do not matter here. */
const tell = (key: string, resetId: string): Mail => ({
  key,
  resetId,
  messageId: 'email-code',
  values: { code: '000000', minutes: 1 },
  to: 'primary',
});

/**
 * await · factor people: passes when `needed` different people approve, fails at the first refusal.
 * Who approved is kept in the vault, one slot a person, so that a repeated call finds its own slot again.
 */
const testAwait = {
  role: 'authenticator',
  kind: 'test-await',
  shape: 'await',
  factor: 'people',
  secondPerson: true,
  config: approvals,
  timing: { remindEvery: 'PT8H', decideWithin: 'P3D' },
  describe: () => ({
    requester: { title: 'step.test-await.wait', inputs: [] },
    decider: { title: 'step.test-await.decide', inputs: [] },
  }),
  async invite({ key, resetId, subject, config }, _input, { notifier }) {
    await notifier.send(subject, tell(key, resetId));
    return { waitingFor: { id: 'approvals', values: { have: 0, needed: config.needed } } };
  },
  async remind({ key, resetId, subject }, _input, { notifier }) {
    await notifier.send(subject, tell(key, resetId));
    return {};
  },
  async decide({ resetId, stepId, round, subject, until, config }, { decision }, { vault, keyed }) {
    if (decision.verdict === 'collect') return { done: false, passed: false, refused: 'not-a-decider' };
    if (decision.by === subject.personId) return { done: false, passed: false, refused: 'not-a-decider' };
    if (decision.verdict === 'refuse') return { done: true, passed: false };
    const bodyMac = keyed.mac('test-approver', decision.by);
    for (let slot = 1; slot <= config.needed; slot++) {
      const ref = [resetId, stepId, round, 'approval', slot].join('/');
      const taken = await vault
        .seal({ ref, resetId, purpose: 'answer', value: decision.by, expiresAt: until, bodyMac })
        .then(
          () => false,
          (error: unknown) => error instanceof Conflict || Promise.reject(error as Error),
        );
      if (taken) continue;
      if (slot === config.needed) return { done: true, passed: true };
      return {
        done: false,
        passed: false,
        waitingFor: { id: 'approvals', values: { have: slot, needed: config.needed } },
      };
    }
    return { done: true, passed: true };
  },
} satisfies Part<'await', z.output<typeof approvals>>;

/** delay: a cooling-off time, announced. */
const testDelay = {
  role: 'authenticator',
  kind: 'test-delay',
  shape: 'delay',
  config: empty,
  timing: { lasts: 'P1D' },
  describe: () => ({}),
  async announce({ key, resetId, subject }, _input, { notifier }) {
    await notifier.send(subject, tell(key, resetId));
    return {};
  },
} satisfies Part<'delay', Empty>;

const check = z.strictObject({ passes: z.boolean().default(true).meta({ description: 'What comes of it' }) });

/** run, as an authenticator · factor device: nobody is asked. */
const testCheck = {
  role: 'authenticator',
  kind: 'test-check',
  shape: 'run',
  factor: 'device',
  config: check,
  describe: () => ({}),
  async run({ config }) {
    return config.passes ? { passed: true, reasons: [] } : { passed: false, reasons: [{ id: 'check-failed' }] };
  },
} satisfies Part<'run', z.output<typeof check>>;

/** run, as a source: makes up `generatedValue`. */
export const testRun = {
  role: 'source',
  kind: 'test-run',
  shape: 'run',
  config: empty,
  describe: () => ({}),
  async run({ key, resetId, until }, _input, { vault }) {
    const ref = `test-run:${key}`;
    await vault.seal({ ref, resetId, purpose: 'new-credential', value: packValue(generatedValue), expiresAt: until });
    return { passed: true, reasons: [], value: ref };
  },
} satisfies Part<'run', Empty>;

const entry = z.strictObject({ minLength: z.int().min(1).max(64).default(8).meta({ description: 'Least length' }) });

/** ask, as a source: takes what is long enough. */
const testEntry = {
  role: 'source',
  kind: 'test-entry',
  shape: 'ask',
  config: entry,
  timing: { lasts: 'PT1H', attempts: 20 },
  describe: ({ minLength }) => ({
    requester: {
      title: 'step.user-entry.title',
      inputs: [{ input: 'new-secret', name: 'newCredentialValue', minLength, maxLength: 256 }],
    },
  }),
  async challenge() {
    return {};
  },
  async verify({ resetId, config }, { answer }, { vault }) {
    const value = unpackValue((await vault.open(answer, { resetId, purpose: 'new-credential' })).value);
    return value.length >= config.minLength
      ? { passed: true, reasons: [], value: answer }
      : { passed: false, reasons: [{ id: 'too-short', values: { minLength: config.minLength } }] };
  },
} satisfies Part<'ask', z.output<typeof entry>>;

/** set: writes through the credentials port. */
const testTarget = {
  role: 'target',
  kind: 'test-target',
  shape: 'set',
  config: empty,
  describe: () => ({}),
  async prepare() {
    return { state: 'ready' };
  },
  async apply({ key, resetId, credentialId, subject }, { value }, { vault, credentials }) {
    const plain = unpackValue((await vault.open(value, { resetId, purpose: 'new-credential' })).value);
    const written = await credentials.set({
      subjectId: subject.id,
      credentialId,
      resetId,
      key,
      value: plain,
      history: 0,
      mustChange: false,
    });
    return written === 'set' ? { state: 'set' } : { state: 'refused', reasons: [{ id: 'superseded' }] };
  },
  bar: async ({ key, credentialId, subject }, { credentials }) => credentials.bar(subject.id, credentialId, key),
  async verify({ key, credentialId, subject }, _input, { credentials }) {
    return { state: (await credentials.isSet(subject.id, credentialId, key)) ? 'set' : 'ready' };
  },
} satisfies Part<'set', Empty>;

/** await, as a delivery: over when the holder has collected. */
const testDeliver = {
  role: 'delivery',
  kind: 'test-deliver',
  shape: 'await',
  config: empty,
  timing: { decideWithin: 'PT15M', remindEvery: 'PT10M' },
  describe: () => ({ requester: { title: 'step.display.title', inputs: [] } }),
  async invite() {
    return { waitingFor: { id: 'collect' } };
  },
  async remind() {
    return {};
  },
  async decide(_call, { decision }) {
    const collected = decision.verdict === 'collect' && decision.by === 'holder';
    return { done: collected, passed: collected };
  },
} satisfies Part<'await', Empty>;

export const testParts: readonly AnyPart[] = [
  part(testAsk),
  part(testMove),
  part(testAwait),
  part(testDelay),
  part(testCheck),
  part(testRun),
  part(testEntry),
  part(testTarget),
  part(testDeliver),
];

/** A method of one proof, with a value that is typed. */
export const oneProof = `
id: one
title: t
request: { by: [self] }
authentication: { of: [test-ask] }
source: user-entry
targets: [directory]
expires: PT2H
`;
