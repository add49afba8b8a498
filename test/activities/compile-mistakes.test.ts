/** What a method file may get wrong, and how it is told. */
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { z } from 'zod';
import { compile } from '../../activities/compile.js';
import { part, type AnyPart } from '../../activities/part.js';
import { testParts, testRun } from '../support/parts.js';

const minimal = {
  id: 'm',
  title: 'A method',
  authentication: { of: ['test-ask'] },
  source: 'test-entry',
  targets: ['test-target'],
};

/** Every mistake as `line:column path: message`. */
function told(text: string, registry: readonly AnyPart[] = testParts): string[] {
  const result = compile('m.yaml', text, registry);
  return 'mistakes' in result
    ? result.mistakes.map((m) => `${m.line}:${m.column} ${m.path}: ${m.message}`)
    : ['compiles'];
}
/** Every mistake of the minimal method with these changes as `path: message`. */
const wrong = (changes: object, registry?: readonly AnyPart[]): string[] =>
  told(stringify({ ...minimal, ...changes }), registry).map((line) => line.replace(/^\d+:\d+ /, ''));

describe('mistakes', () => {
  it('are all told at once, each at its place, in the order of the file', () => {
    const text = [
      'id: Bad One',
      'title: 2026',
      'authentication:',
      '  atLeast: 0',
      '  of:',
      '    - test-ask: { lasts: 10 minutes, colour: red, attempts: 99 }',
      '    - test-asc',
      '    - test-await: { neded: 2 }',
      'source: test-run',
      'targets: [test-deliver]',
      'expire: PT1H',
    ].join('\n');
    expect(told(text)).toEqual([
      "1:1 delivery: must be named: nobody would ever know the value that 'test-run' makes up",
      '1:5 id: must be lower-case words joined by hyphens, such as email-code',
      '2:8 title: must be text, not a number: put it in quotes',
      '4:12 authentication.atLeast: must be 1 or more',
      "6:26 authentication.of[0].test-ask.lasts: '10 minutes' is not a duration: write it in ISO 8601, such as PT10M, PT8H or P3D",
      "6:38 authentication.of[0].test-ask.colour: unknown setting 'colour': known here: id, lasts, attempts",
      '6:61 authentication.of[0].test-ask.attempts: must be 10 or fewer',
      "7:7 authentication.of[1]: there is no authenticator 'test-asc': did you mean 'test-ask'? (there are: test-ask, test-move, test-await, test-delay, test-check)",
      "8:21 authentication.of[2].test-await.neded: unknown setting 'neded': did you mean 'needed'?",
      "10:11 targets[0]: there is no target 'test-deliver': 'test-deliver' is a delivery (there are: test-target)",
      "11:1 expire: unknown setting 'expire': did you mean 'expires'?",
    ]);
  });

  it('never hide behind a duplicate key or an alias', () => {
    expect(told('id: m\nid: m\ntitle: &t A\nsource: *t\ntargets: [test-target]\n')).toEqual([
      '1:1 authentication: is missing: it may be left out only where all who may ask are admin, service or self-signed-in, not self',
      '2:1 : this key stands here twice',
      '3:11 title: anchors (&t) are not supported: a method has no variables: write the value out where it is used',
      '4:9 source: aliases (*t) are not supported: a method has no variables: write the value out where it is used',
    ]);
  });

  it('name what is missing', () => {
    expect(wrong({ id: undefined, title: undefined, source: undefined, targets: undefined })).toEqual([
      'id: is missing',
      'title: is missing',
      'targets: is missing',
      'source: is missing',
    ]);
    expect(wrong({ targets: [] })).toEqual(['targets: must have 1 entry or more']);
    expect(wrong({ source: null })).toEqual(['source: is empty: name a part']);
    expect(wrong({ authentication: null })).toEqual(['authentication: is empty: give it a value']);
  });
});

describe('a file that is no method', () => {
  const indent = '  '.repeat(3);
  it.each([
    ['nothing', '', '1:1 : the file is empty'],
    ['only comments', '# x\n', '1:1 : the file is empty'],
    ['a list', '- a\n', '1:1 : a method is a mapping: id, title, source, targets and so on'],
    ['a word', 'hello\n', '1:1 : a method is a mapping: id, title, source, targets and so on'],
    ['two documents', 'id: a\n---\nid: b\n', '2:1 : a second YAML document begins here: one method a file'],
    ['a tab', 'a:\n\t- b\n', '2:1 : a tab is used to indent: use spaces'],
    ['an open quote', `title: 'abc\n`, "2:1 : not YAML: Missing closing 'quote"],
    [
      'a nested mapping in one line',
      'a: b: c\n',
      '1:4 : not YAML: Nested mappings are not allowed in compact mappings',
    ],
    ['keys that are lists', `? [a]\n: 1\n${indent}`, '1:3 : a key must be a plain word'],
    ['too much', `# ${'x'.repeat(40_000)}\n`, '1:1 : the file has 40003 bytes: a method has 32768 at most'],
  ])('is told: %s', (_, text, mistake) => {
    expect(told(text)).toEqual([mistake]);
  });

  it.each([
    ['a tag', `${stringify(minimal)}expires: !hours 1\n`, 'YAML tags (!word) are not supported: write the plain value'],
    [
      'binary data',
      `${stringify(minimal)}expires: !!binary aGk=\n`,
      'YAML tags (!word) are not supported: write the plain value',
    ],
    ['an older YAML', `%YAML 1.1\n---\n${stringify(minimal)}`, 'YAML 1.1 is not supported: leave the %YAML line out'],
    [
      'a merge key',
      `${stringify(minimal)}<<: { expires: PT1H }\n`,
      "unknown setting '<<': known here: id, title, credential, request, authentication, source, targets, delivery, expires, proveWithin, freshFor",
    ],
    [
      'a prototype',
      `${stringify(minimal)}__proto__: { expires: PT1H }\n`,
      "unknown setting '__proto__': known here: id, title, credential, request, authentication, source, targets, delivery, expires, proveWithin, freshFor",
    ],
  ])('is refused: %s', (_, text, message) => {
    expect(told(text).some((line) => line.endsWith(`: ${message}`))).toBe(true);
  });

  it('ends no process: nested without end, aliases of aliases', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghij'.split('').map((c, i) => `${c}: &${c} [${`*${'abcdefghij'[i]!},`.repeat(9)}]`),
    ].join('\n');
    expect(told(`a: ${'['.repeat(15_000)}`)).not.toEqual(['compiles']);
    expect(told(bomb)).toContainEqual(expect.stringContaining('aliases (*a) are not supported'));
  });
});

describe('a duration', () => {
  it.each([
    ['P1W', 'has years, months or weeks: use days and smaller units, such as P7D'],
    ['P1M', 'has years, months or weeks: use days and smaller units, such as P7D'],
    ['P2Y', 'has years, months or weeks: use days and smaller units, such as P7D'],
    ['PT0S', 'must be longer than zero'],
    ['P0D', 'must be longer than zero'],
    ['-PT1H', 'is negative'],
    ['PT0.0001S', 'is not a whole number of milliseconds'],
    ['PT1.5H1.5M', 'has more than one fraction: only the last number may have one'],
    ['P91D', 'must be P90D or shorter'],
    ['PT1M1H', "'PT1M1H' is not a duration: write it in ISO 8601, such as PT10M, PT8H or P3D"],
    ['P', "'P' is not a duration: write it in ISO 8601, such as PT10M, PT8H or P3D"],
    ['PT', "'PT' is not a duration: write it in ISO 8601, such as PT10M, PT8H or P3D"],
    ['xPT1H', "'xPT1H' is not a duration: write it in ISO 8601, such as PT10M, PT8H or P3D"],
    ['1h', "'1h' is not a duration: write it in ISO 8601, such as PT10M, PT8H or P3D"],
    [3600, 'must be a duration in ISO 8601, such as PT10M, PT8H or P3D'],
  ])('is refused: %s', (expires, message) => {
    expect(wrong({ expires })).toEqual([`expires: ${message}`]);
  });

  it('is never longer than the whole reset where somebody wrote it', () => {
    const of = [{ 'test-ask': { lasts: 'PT2H' } }, { 'test-delay': { lasts: 'PT1H' } }];
    expect(wrong({ authentication: { of } })).toEqual([
      'authentication.of[0].test-ask.lasts: is longer than the whole reset, which expires after PT1H',
      'authentication.of[1].test-delay.lasts: would end only when the whole reset expires (PT1H): make it shorter, or expires longer',
    ]);
    expect(wrong({ proveWithin: 'PT90M' })).toEqual([
      'proveWithin: is longer than the whole reset, which expires after PT1H',
    ]);
  });

  it('reminds a bounded number of times', () => {
    const of = ['test-ask', { 'test-await': { remindEvery: 'PT1S', decideWithin: 'PT5M' } }];
    expect(wrong({ authentication: { of } })).toEqual([
      'authentication.of[1].test-await.remindEvery: would remind 300 times: 100 at most',
    ]);
  });
});

describe('a use of a part', () => {
  const use = (source: unknown): string[] => wrong({ source });
  it('is one name, with settings or without', () => {
    expect(use(3)).toEqual(["source: must be a part's name, or its name with settings: { name: { setting: value } }"]);
    expect(use({})).toEqual(['source: names no part']);
    expect(use({ 'test-entry': 4 })).toEqual(['source.test-entry: its settings must be a mapping: { setting: value }']);
    expect(use({ 'test-entry': null, minLength: 4 })).toEqual([
      "source: names 'test-entry', 'minLength': one part each, its settings indented below its name",
    ]);
    expect(use({ 'test-entry': { minLength: 'long' } })).toEqual([
      'source.test-entry.minLength: must be a number, not text',
    ]);
  });

  it('has an id that no other step has', () => {
    expect(wrong({ authentication: { of: ['test-ask', 'test-ask'], atLeast: 1 } })).toEqual([
      "authentication.of[1]: a step with the id 'test-ask' stands above: give this one a name of its own, as in { test-ask: { id: test-ask-2 } }",
    ]);
    expect(wrong({ targets: [{ 'test-target': { id: 'test-entry' } }] })[0]).toMatch(
      /^targets\[0\].test-target: a step with the id/,
    );
  });

  it.each([
    ['invitation', 'is reserved, as are all of invitation, requester, veto: choose another id'],
    ['Upper', 'must be lower-case words joined by hyphens, such as email-code'],
    ['7', 'must be lower-case words joined by hyphens, such as email-code'],
    ['__proto__', 'must be lower-case words joined by hyphens, such as email-code'],
  ])('may not have the id %s', (id, message) => {
    expect(use({ 'test-entry': { id } })).toEqual([`source.test-entry.id: ${message}`]);
  });

  it("calls a delivery's time within", () => {
    expect(wrong({ source: 'test-run', delivery: { 'test-deliver': { decideWithin: 'PT1M' } } })).toEqual([
      "delivery.test-deliver.decideWithin: unknown setting 'decideWithin': did you mean 'within'?",
    ]);
  });
});

describe('a faulty part', () => {
  const blamed = (faulty: AnyPart): string[] =>
    wrong({ source: 'test-run', delivery: 'test-deliver' }, [faulty, ...testParts]);
  const on = (fault: string): string[] => [`source: the part source 'test-run' is faulty, not this file: ${fault}`];
  const made = part(testRun);

  it.each<[string, Partial<AnyPart>]>([
    [
      "its config has 'within', a name that is reserved for every part of shape run",
      { config: z.strictObject({ within: z.int().default(1) }) },
    ],
    [
      "its config has 'id', a name that is reserved for every part of shape run",
      { config: z.strictObject({ id: z.string().default('a') }) },
    ],
    ['its config is not a z.strictObject', { config: z.object({}) }],
    ['its config is not a z.strictObject', { config: z.string() }],
    ['its config has no JSON Schema, so it is not made of JSON', { config: z.strictObject({ on: z.date() }) }],
    [
      'its config is not JSON',
      { config: z.strictObject({ n: z.int().default(1) }).transform(() => ({ n: new Date(0) })) },
    ],
    [
      'its config changes when it is read a second time',
      { config: z.strictObject({ n: z.int().default(1) }).transform(({ n }) => ({ n: n + 1 })) },
    ],
    ['its preset within: soon is not allowed', { timing: { within: 'soon' } }],
    ["it presets 'attempts', which shape run does not have", { timing: { attempts: 3 } }],
    ["a source can't be of shape await", { shape: 'await' }],
    [
      'describe() fails',
      {
        describe: () => {
          throw new Error('secret');
        },
      },
    ],
  ])('is blamed: %s', (fault, change) => {
    expect(blamed({ ...made, ...change })).toEqual(on(fault));
  });
});
