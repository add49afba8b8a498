/** What a method must make sense in beyond its form. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { stringify } from 'yaml';
import { compile } from '../../activities/compile.js';
import { none } from '../../activities/deliveries/none.js';
import { registry } from '../../activities/registry.js';
import { part } from '../../activities/part.js';
import { testParts } from '../support/parts.js';

const minimal = {
  id: 'm',
  title: 'A method',
  authentication: { of: ['test-ask'] },
  source: 'test-entry',
  targets: ['test-target'],
};

/** The minimal method with these changes. */
const compiled = (changes: object, registry = testParts): ReturnType<typeof compile> =>
  compile('m.yaml', stringify({ ...minimal, ...changes }), registry);
/** Every mistake in it as `path: message`. */
function wrong(changes: object, registry = testParts): string[] {
  const result = compiled(changes, registry);
  return 'mistakes' in result ? result.mistakes.map((m) => `${m.path}: ${m.message}`) : ['compiles'];
}

describe('who may ask', () => {
  it('is one of a few, named once, with a hint where one was mistyped', () => {
    expect(wrong({ request: { by: ['selv'] } })).toEqual([
      "request.by[0]: must be one of self, self-signed-in, colleague, helpdesk, admin, service: did you mean 'self'?",
    ]);
    expect(wrong({ request: { by: ['self', 'self'] } })).toEqual(['request.by: names somebody twice']);
    expect(wrong({ request: { by: [] } })).toEqual(['request.by: must have 1 entry or more']);
    expect(wrong({ request: { privileged: 'never' } })).toEqual([
      'request.privileged: must be one of second-person, as-others',
    ]);
    expect(wrong({ request: { subject: {} } })).toEqual([
      "request.subject: unknown setting 'subject': did you mean 'subjects'?",
    ]);
    expect(wrong({ request: { subjects: { notin: ['x'] } } })).toEqual([
      "request.subjects.notin: unknown setting 'notin': did you mean 'notIn'?",
    ]);
  });

  it('never asks for nobody', () => {
    expect(wrong({ request: { subjects: { in: [] } } })).toEqual(['request.subjects.in: must have 1 entry or more']);
    expect(wrong({ request: { subjects: { in: ['a', 'b'], notIn: ['b'] } } })).toEqual([
      "request.subjects: has 'b' both in and notIn",
    ]);
  });

  it('proves it, but for those whose login is proof', () => {
    expect(wrong({ authentication: undefined, request: { by: ['service', 'helpdesk', 'colleague'] } })).toEqual([
      'authentication: is missing: it may be left out only where all who may ask are admin, service or self-signed-in, not helpdesk, colleague',
    ]);
    expect(wrong({ authentication: undefined, request: { by: ['service'] }, proveWithin: 'PT1M' })).toEqual([
      'proveWithin: has no meaning without authentication: leave it out',
    ]);
  });
});

describe('authentication', () => {
  const proofs = (atLeast: number | undefined, of: unknown[], more = {}): string[] =>
    wrong({ authentication: { ...(atLeast && { atLeast }), of, ...more } });

  it('asks for no more proofs than there can be', () => {
    expect(proofs(2, ['test-ask'])).toEqual(['authentication.atLeast: 2 proofs wanted, but there is 1 step']);
    const twice = ['test-ask', { 'test-ask': { id: 'again' } }];
    expect(proofs(undefined, twice)).toEqual([
      'authentication.atLeast: 2 proofs wanted, but the steps rest on 1 independent factor: test-ask on email, again on email',
    ]);
    expect(proofs(2, twice, { independent: false })).toEqual(['compiles']);
  });

  it('is never passed by waiting', () => {
    const of = ['test-ask', { 'test-delay': { lasts: 'PT1M' } }];
    expect(proofs(1, of)).toEqual([
      'authentication.atLeast: must be more than 1: the passing of time (test-delay) proves nothing',
    ]);
    expect(proofs(2, of)).toEqual(['compiles']);
  });

  it('lets no stranger set off mails to others', () => {
    const of = ['test-await', { 'test-delay': { lasts: 'PT1M' } }];
    const needs = (n: number, id: string) =>
      `authentication.of[${n}]${n === 1 ? '.test-delay' : ''}: needs a step that the requester answers, such as a code: else any stranger ('self') could set '${id}' off`;
    expect(proofs(2, of)).toEqual([needs(0, 'test-await'), needs(1, 'test-delay')]);
    expect(wrong({ authentication: { of }, request: { by: ['helpdesk'] } })).toEqual(['compiles']);
  });

  it('is never passed by people alone, unless time passes as well', () => {
    const alone = (ids: string) =>
      `authentication.atLeast: could be reached by people alone (${ids}): ask for a proof of another kind besides, for a cooling-off time (delay), or for a second person in person`;
    const two = ['test-await', { 'test-await': { id: 'second' } }];
    expect(proofs(1, ['test-ask', 'test-await'])).toEqual([alone('test-await')]);
    expect(proofs(2, ['test-ask', ...two], { independent: false })).toEqual([alone('test-await, second')]);
    expect(proofs(2, ['test-ask', ...two])).toEqual(['compiles']);
    expect(proofs(2, ['test-ask', 'test-await', { 'test-delay': { lasts: 'PT1M' } }])).toEqual(['compiles']);
  });

  it('may be passed by people alone where a second one has to meet the person', () => {
    const inPerson = { approval: { inPerson: true } };
    const people = (atLeast: number, of: unknown[]) =>
      wrong({ request: { by: ['helpdesk'] }, authentication: { atLeast, independent: false, of } }, [
        ...testParts,
        ...registry,
      ]);
    expect(people(2, ['caller-check', inPerson])).toEqual(['compiles']);
    expect(people(1, [inPerson])).not.toEqual(['compiles']);
    expect(people(2, ['caller-check', 'approval'])).not.toEqual(['compiles']);
  });

  it('ends in a temporary value only for agents, made up, and to be changed at the next login', () => {
    const temporary = (changes: object) =>
      wrong(
        {
          ...{ request: { by: ['helpdesk'] }, source: 'random', targets: [{ directory: { mustChange: true } }] },
          ...{ delivery: 'agent-temporary', ...changes },
        },
        [...testParts, ...registry],
      );
    const to = "'agent-temporary' shows it to whoever asked";
    expect(temporary({})).toEqual(['compiles']);
    expect(temporary({ request: { by: ['helpdesk', 'colleague'] } })).toEqual([
      "request.by: must be helpdesk alone, not colleague: 'agent-temporary' shows the value to whoever asked",
    ]);
    expect(temporary({ source: 'user-entry' })).toEqual([
      `source: must be one that makes the value up, such as random: ${to}`,
    ]);
    expect(temporary({ targets: ['directory', 'test-target'] })).toEqual(
      ['targets[0]', 'targets[1]'].map(
        (path) => `${path}: must make users change the value at the next login (mustChange: true, where it can): ${to}`,
      ),
    );
  });

  it('moves to another device once', () => {
    expect(proofs(1, ['test-move', { 'test-move': { id: 'again' } }])).toEqual([
      'authentication.of[1].test-move: goes first, as does test-move: a method can have one of these, for each moves the reset to another device',
    ]);
  });
});

describe('how old a proof may be', () => {
  const fresh = (freshFor: string, changes: object = {}) => wrong({ freshFor, expires: 'P1D', ...changes });
  const people = {
    request: { by: ['helpdesk'] },
    authentication: { of: ['test-await', { 'test-delay': { lasts: 'PT1M' } }] },
  };

  it('is between a minute and the end of the whole reset', () => {
    for (const good of ['PT1M', 'PT30M', 'P1D']) expect(fresh(good)).toEqual(['compiles']);
    expect(fresh('PT59S')).toEqual(['freshFor: must be PT1M or longer: nobody chooses a new value sooner']);
    expect(fresh('P1DT1S')).toEqual(['freshFor: is longer than the whole reset, which expires after P1D']);
  });

  it('is said only where the subject takes part', () => {
    const called = { ...people, authentication: { of: ['caller-check', { 'test-delay': { lasts: 'PT1M' } }] } };
    const written = compiled({ ...called, expires: 'P1D', freshFor: 'PT1H' }, [...registry, ...testParts]);
    expect(written).toHaveProperty('plan.freshFor', 3_600_000);
    const meaningless = [
      'freshFor: has no meaning where the subject takes part in no step, such as a code: leave it out',
    ];
    expect(fresh('PT1H', people)).toEqual(meaningless);
    expect(fresh('PT1H', { authentication: undefined, request: { by: ['service'] } })).toEqual(meaningless);
  });

  it('need not be said, however short the reset is', () => {
    expect(wrong({ expires: 'PT15M' })).toEqual(['compiles']);
    expect(wrong({ ...people, expires: 'P1D' })).toEqual(['compiles']);
  });

  it('is half an hour, or as the method says', () => {
    expect(compiled({})).toHaveProperty('plan.freshFor', 30 * 60_000);
    expect(compiled({ freshFor: 'PT45M' })).toHaveProperty('plan.freshFor', 45 * 60_000);
  });
});

describe('the new value', () => {
  it('can be given by somebody', () => {
    expect(wrong({ authentication: undefined, request: { by: ['admin'] } })).toEqual([
      'source: nobody could give the new value: without authentication that takes service or self-signed-in among request.by, or a source that makes one up',
    ]);
    expect(wrong({ authentication: undefined, request: { by: ['admin', 'service'] } })).toEqual(['compiles']);
    expect(wrong({ request: { by: ['admin'] } })).toEqual(['compiles']);
  });

  it('comes to somebody', () => {
    expect(wrong({ source: 'test-run', delivery: 'none' }, [...testParts, part(none)]).at(-1)).toMatch(
      /^delivery: must be named/,
    );
    expect(wrong({ source: 'test-run' })).toEqual([
      "delivery: must be named: nobody would ever know the value that 'test-run' makes up",
    ]);
  });
});

describe('the least length of a typed value', () => {
  afterEach(() => void jest.restoreAllMocks());
  const whereMfaIs = (REKEY_LOGIN_MFA: string) =>
    jest.replaceProperty(process, 'env', { ...process.env, REKEY_LOGIN_MFA });
  const entry = (config: object) => [{ source: { 'user-entry': config } }, [...testParts, ...registry]] as const;

  it('is 15 where the password is all of a login', () => {
    whereMfaIs('');
    expect(compiled(...entry({}))).toHaveProperty('plan.source.config.minLength', 15);
    expect(wrong(...entry({ minLength: 8 }))).toEqual([
      'source.user-entry.minLength: must be 15 or more (8 is enough where REKEY_LOGIN_MFA=true)',
    ]);
  });

  it('is 8 where logins take a second factor, and never less', () => {
    whereMfaIs('true');
    expect(compiled(...entry({}))).toHaveProperty('plan.source.config.minLength', 8);
    expect(wrong(...entry({ minLength: 8 }))).toEqual(['compiles']);
    expect(wrong(...entry({ minLength: 7 }))).toContain('source.user-entry.minLength: must be 8 or more');
  });
});
