/** What a method file says, and the plan that it becomes. */
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { compile } from '../../activities/compile.js';
import { planHash } from '../../domain/compiled.js';
import type { Plan } from '../../domain/plan.js';
import { testParts } from '../support/parts.js';

const minimal = {
  id: 'm',
  title: 'A method',
  authentication: { of: ['test-ask'] },
  source: 'test-entry',
  targets: ['test-target'],
};

/** The plan of the minimal method with these fields changed; undefined takes one out. */
function planOf(changes: object = {}): Plan {
  const result = compile('m.yaml', stringify({ ...minimal, ...changes }), testParts);
  if ('mistakes' in result) throw new Error(result.mistakes.map((m) => `${m.path}: ${m.message}`).join('\n'));
  return result.plan;
}
const step = (use: unknown) => planOf({ authentication: { of: ['test-ask', use] } }).authentication.of[1]!;

describe('a method', () => {
  it('becomes a plan with every default and every moment in it', () => {
    expect(planOf()).toEqual({
      schema: 1,
      methodId: 'm',
      title: 'A method',
      credentialId: 'password',
      request: { by: ['self'], subjects: { in: [], notIn: [] }, privileged: 'second-person' },
      authentication: {
        atLeast: 1,
        independent: true,
        of: [
          {
            id: 'test-ask',
            role: 'authenticator',
            kind: 'test-ask',
            shape: 'ask',
            factor: 'email',
            timing: { lasts: 600_000, attempts: 3 },
            config: {},
            prompts: {
              requester: { title: 'step.email-code.title', inputs: [{ input: 'code', name: 'code', digits: 6 }] },
            },
          },
        ],
      },
      source: {
        id: 'test-entry',
        role: 'source',
        kind: 'test-entry',
        shape: 'ask',
        factor: null,
        timing: { lasts: 3_600_000, attempts: 20 },
        config: { minLength: 8 },
        prompts: {
          requester: {
            title: 'step.user-entry.title',
            inputs: [{ input: 'new-secret', name: 'newCredentialValue', minLength: 8, maxLength: 256 }],
          },
        },
      },
      targets: [
        {
          id: 'test-target',
          role: 'target',
          kind: 'test-target',
          shape: 'set',
          factor: null,
          timing: { within: 3_600_000 },
          config: {},
          prompts: {},
        },
      ],
      delivery: null,
      expires: 3_600_000,
      proveWithin: 3_600_000,
      freshFor: 1_800_000,
      heldBy: 'subject',
    });
  });

  it('says who may ask, for whom, and for which credential', () => {
    const request = { by: ['helpdesk', 'colleague'], subjects: { in: ['staff'], notIn: ['privileged'] } };
    expect(planOf({ request, credential: 'mfa' })).toMatchObject({ request, credentialId: 'mfa' });
  });

  it("says what privileged users need, and which of its steps are somebody else's word", () => {
    expect(planOf({ request: { privileged: 'as-others' } }).request.privileged).toBe('as-others');
    expect(step('test-await')).toMatchObject({ secondPerson: true });
    expect(step('test-check')).not.toHaveProperty('secondPerson');
  });

  it('needs all of its authenticators unless it says how many', () => {
    const of = ['test-ask', 'test-check'];
    expect(planOf({ authentication: { of } }).authentication.atLeast).toBe(2);
    expect(planOf({ authentication: { of, atLeast: 1 } }).authentication.atLeast).toBe(1);
  });

  it('leaves authentication out where the signed requester is the proof', () => {
    const plan = planOf({ authentication: undefined, request: { by: ['service', 'self-signed-in'] } });
    expect(plan.authentication).toEqual({ atLeast: 0, independent: true, of: [] });
  });

  it('hands over what a source makes up', () => {
    const plan = planOf({ source: 'test-run', delivery: { 'test-deliver': { within: 'PT20M' } } });
    expect(plan.delivery).toMatchObject({ kind: 'test-deliver', timing: { decideWithin: 1_200_000 } });
  });

  it('ends without a proof after an hour, or when the reset expires', () => {
    expect(planOf({ expires: 'P5D' }).proveWithin).toBe(3_600_000);
    expect(planOf({ expires: 'PT30M' }).proveWithin).toBe(1_800_000);
    expect(planOf({ expires: 'P5D', proveWithin: 'PT2H' }).proveWithin).toBe(7_200_000);
  });
});

describe('a step', () => {
  it('is named after its kind, or as the method says', () => {
    expect(step('test-await').id).toBe('test-await');
    expect(step({ 'test-await': null }).id).toBe('test-await');
    expect(step({ 'test-await': { id: 'managers', needed: 2 } })).toMatchObject({
      id: 'managers',
      config: { needed: 2 },
    });
  });

  it("has its shape's timing apart from its part's config", () => {
    const use = { 'test-await': { needed: 2, remindEvery: 'PT10M', decideWithin: 'PT45M' } };
    expect(step(use)).toMatchObject({
      config: { needed: 2 },
      timing: { remindEvery: 600_000, decideWithin: 2_700_000 },
    });
  });

  it('shortens a preset, never a written time, to the life of the whole reset', () => {
    expect(step('test-await').timing).toMatchObject({ decideWithin: 3_600_000 });
  });

  it('stands first where its part moves the reset elsewhere, and after those that need no proof where it needs one', () => {
    const plan = planOf({
      authentication: {
        of: ['test-await', 'test-ask', { 'test-delay': { lasts: 'PT1M' } }, 'test-move', 'test-check'],
        independent: false,
      },
    });
    expect(plan.authentication.of.map((s) => s.id)).toEqual([
      'test-move',
      'test-ask',
      'test-check',
      'test-await',
      'test-delay',
    ]);
  });
});

describe('a duration', () => {
  it.each([
    ['PT10M', 600_000],
    ['P1D', 86_400_000],
    ['P1DT2H3M4S', 93_784_000],
    ['PT90S', 90_000],
    ['PT0.5S', 500],
    ['PT4.35S', 4350],
    ['PT1,5H', 5_400_000],
  ])('%s is %d ms', (written, ms) => {
    expect(planOf({ expires: written, proveWithin: 'PT0.1S' }).expires).toBe(ms);
  });
});

describe("a plan's hash", () => {
  it('stays the same whatever the order of keys, and survives JSON', () => {
    const plan = planOf();
    const reversed = Object.fromEntries(Object.entries(plan).reverse()) as unknown as Plan;
    expect(planHash(reversed)).toBe(planHash(plan));
    expect(planHash(JSON.parse(JSON.stringify(plan)) as Plan)).toBe(planHash(plan));
    expect(planHash(plan)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('changes with every word of the plan, comments and layout aside', () => {
    expect(planHash(planOf({ title: 'Another' }))).not.toBe(planHash(planOf()));
    const [a, b] = [
      compile('m.yaml', stringify(minimal), testParts),
      compile('m.yaml', `# hello\n${stringify({ ...minimal, expires: 'PT60M' })}`, testParts),
    ];
    expect('hash' in a && a.hash).toBe('hash' in b && b.hash);
  });
});
