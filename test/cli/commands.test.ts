/** What an operator sees of each command. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { registry } from '../../activities/registry.js';
import { CommandLine } from './support.js';

const method = (id: string, expires = 'PT1H', digits = 8): string =>
  [
    `id: ${id}`,
    'title: A method',
    `authentication: { of: [email-code: { digits: ${digits} }] }`,
    'source: user-entry',
    'targets: [directory]',
    `expires: ${expires}`,
  ].join('\n');

let dir: string;
let cli: CommandLine;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rekey-cli-'));
  cli = new CommandLine({ REKEY_DATA_DIR: dir });
});
afterEach(() => rm(dir, { recursive: true }));
const write = (name: string, text: string): Promise<void> => writeFile(join(dir, name), text);

describe('rekey', () => {
  it('says what it can do', async () => {
    const { code, out, errors } = await cli.rekey('--help');
    expect({ code, errors }).toEqual({ code: 0, errors: [] });
    for (const word of ['methods', 'parts', 'audit', 'keys', 'MONGODB_URI', 'Exit codes:'])
      expect(out.join('\n')).toContain(word);
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await cli.rekey('--version')).toEqual({ code: 0, out: [version], errors: [] });
  });

  it.each([
    [['bogus'], "rekey: unknown command 'bogus'"],
    [['methods', 'chek'], "rekey: unknown command 'chek' (Did you mean check?)"],
    [['parts', '--jsn'], "rekey: unknown option '--jsn' (Did you mean --json?)"],
    [['keys', 'init', 'x'], "rekey: too many arguments for 'init'. Expected 0 arguments but got 1."],
  ])('does not guess: %j', async (args, error) => {
    expect(await cli.rekey(...args)).toEqual({ code: 2, out: [], errors: [error] });
  });
});

describe('rekey parts', () => {
  it('lists every part', async () => {
    const { code, out } = await cli.rekey('parts');
    expect(code).toBe(0);
    expect(out[0]).toMatch(/^ROLE +KIND +SHAPE +FACTOR$/);
    expect(out).toHaveLength(registry.length + 1);
  });

  it('lists them as JSON with role, kind and shape', async () => {
    const { out } = await cli.rekey('parts', '--json');
    expect(JSON.parse(out.join('\n'))).toEqual(registry.map(({ role, kind, shape }) => ({ role, kind, shape })));
  });
});

describe('rekey methods check', () => {
  it('passes the shipped methods where no path is given', async () => {
    const { code, out } = await cli.rekey('methods', 'check');
    expect(code).toBe(0);
    expect(out[0]).toMatch(/^\d+ methods without mistakes: .*email-code/);
  });

  it('tells every mistake in every file, one a line', async () => {
    await write('a.yaml', method('b', '1 hour', 3));
    await write('c.yaml', method('c'));
    const { code, out, errors } = await cli.rekey('methods', 'check', dir);
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(errors).toEqual([
      `${dir}/a.yaml:1:5 id: must be the file's name, a`,
      `${dir}/a.yaml:3:46 authentication.of[0].email-code.digits: must be 6 or more`,
      `${dir}/a.yaml:6:10 expires: '1 hour' is not a duration: write it in ISO 8601, such as PT10M, PT8H or P3D`,
      'rekey: 3 mistakes in 1 file',
    ]);
  });

  it('takes single files', async () => {
    await write('c.yaml', method('c'));
    expect(await cli.rekey('methods', 'check', join(dir, 'c.yaml'))).toEqual({
      code: 0,
      out: ['1 method without mistakes: c'],
      errors: [],
    });
    const gone = join(dir, 'gone.yaml');
    const { code, errors } = await cli.rekey('methods', 'check', gone);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: [`${gone}:1:1 there is no such file or folder`, 'rekey: 1 mistake in 1 file'],
    });
  });
});

describe('rekey methods publish', () => {
  const file = (): string => join(dir, 'a.yaml');

  it('makes a plan current, and says what changed the next time', async () => {
    await write('a.yaml', method('a'));
    const first = await cli.rekey('methods', 'publish', file());
    expect(first.out).toEqual([expect.stringMatching(/^a: new, [0-9a-f]{12}$/)]);
    expect((await cli.rekey('methods', 'publish', file())).out).toEqual([
      expect.stringMatching(/^a: [0-9a-f]{12} is current already$/),
    ]);

    await write('a.yaml', method('a', 'PT2H', 10));
    const { code, out } = await cli.rekey('methods', 'publish', file());
    expect(code).toBe(0);
    expect(out).toEqual([
      expect.stringMatching(/^a: [0-9a-f]{12} → [0-9a-f]{12}$/),
      '  authentication.of.email-code.config.digits: 8 → 10',
      '  authentication.of.email-code.prompts.requester.inputs.0.digits: 8 → 10',
      '  expires: PT1H → PT2H',
    ]);
    expect((await cli.plans.current('a'))?.plan.expires).toBe(7_200_000);
  });

  it('publishes nothing where one file has a mistake', async () => {
    await write('a.yaml', method('a'));
    await write('b.yaml', 'id: b');
    expect((await cli.rekey('methods', 'publish', dir)).code).toBe(1);
    expect(await cli.plans.list()).toEqual([]);
  });
});

describe('rekey methods list', () => {
  const states = async (): Promise<Record<string, string>> => {
    const { out } = await cli.rekey('methods', 'list', dir, '--json');
    const rows = JSON.parse(out.join('\n')) as { id: string; state: string }[];
    return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
  };

  it('tells how each file stands to what is published', async () => {
    for (const id of ['same', 'back', 'gone']) await write(`${id}.yaml`, method(id));
    await cli.rekey('methods', 'publish', dir);
    await write('back.yaml', method('back', 'PT2H'));
    await cli.rekey('methods', 'publish', dir);

    await write('back.yaml', method('back'));
    await write('new.yaml', method('new'));
    await write('bad.yaml', 'id: bad');
    await rm(join(dir, 'gone.yaml'));
    expect(await states()).toEqual({
      same: 'current',
      back: 'stale',
      gone: 'no file',
      new: 'unpublished',
      bad: 'faulty',
    });
  });

  it('is a table with a word on all that is not current', async () => {
    await write('a.yaml', method('a'));
    const { code, out } = await cli.rekey('methods', 'list', dir);
    expect(code).toBe(0);
    expect(out).toEqual([
      'METHOD  PUBLISHED  FILE          STATE        TITLE',
      expect.stringMatching(/^a {7}– {10}[0-9a-f]{12} {2}unpublished {2}A method$/),
      'unpublished: the file is not published: rekey methods publish',
    ]);
  });
});

describe('rekey methods schema', () => {
  it('writes what is in methods/', async () => {
    const file = join(dir, 'schema.json');
    expect(await cli.rekey('methods', 'schema', file)).toEqual({ code: 0, out: [`Wrote ${file}.`], errors: [] });
    const shipped = JSON.parse(await readFile('methods/method.schema.json', 'utf8')) as object;
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(shipped);
    expect(JSON.parse((await cli.rekey('methods', 'schema', '-')).out.join('\n'))).toEqual(shipped);
  });

  it('says where it could not', async () => {
    const file = join(dir, 'gone', 'schema.json');
    expect(await cli.rekey('methods', 'schema', file)).toEqual({
      code: 3,
      out: [],
      errors: [`rekey: ${file} can't be written: there is no such folder`],
    });
  });
});

describe('rekey audit verify', () => {
  it('counts what it looked at', async () => {
    cli.verified = { chains: 2, records: 9, checkpoints: 1, faults: [] };
    expect(await cli.rekey('audit', 'verify')).toEqual({
      code: 0,
      out: ['2 chains, 9 records, 1 checkpoint: no faults'],
      errors: [],
    });
  });

  it('tells each fault', async () => {
    cli.verified = { chains: 2, records: 9, checkpoints: 1, faults: ['record 3 of r1 was changed'] };
    expect(await cli.rekey('audit', 'verify')).toEqual({
      code: 1,
      out: [],
      errors: ['record 3 of r1 was changed', 'rekey: 1 fault in 2 chains, 9 records, 1 checkpoint'],
    });
  });
});

describe('rekey keys init', () => {
  it('makes the rings, for the owner only, and never a second time', async () => {
    const keys = join(dir, 'keys');
    expect((await cli.rekey('keys', 'init')).out[0]).toBe(
      `Made vault.json, codec.json, tokens.json, pepper.json in ${keys}.`,
    );
    const vault = await readFile(join(keys, 'vault.json'), 'utf8');
    expect((await stat(join(keys, 'vault.json'))).mode & 0o777).toBe(0o600);

    expect(await cli.rekey('keys', 'init')).toEqual({
      code: 3,
      out: [],
      errors: [`rekey: ${keys} has key rings already (vault, codec, tokens, pepper): nothing was changed`],
    });
    expect(await readFile(join(keys, 'vault.json'), 'utf8')).toBe(vault);
  });

  it('leaves a folder alone where one ring is left', async () => {
    await cli.rekey('keys', 'init');
    await rm(join(dir, 'keys', 'vault.json'));
    expect((await cli.rekey('keys', 'init')).errors).toEqual([
      `rekey: ${join(dir, 'keys')} has key rings already (codec, tokens, pepper): nothing was changed`,
    ]);
  });
});

describe('rekey users import', () => {
  const alice =
    '{"personId":"p1","userName":"alice","displayName":"Alice","addresses":[{"value":"alice@example.org","verified":true}]}';

  it('fills the directory, and may be repeated', async () => {
    await write('users.jsonl', `${alice}\n\n{"personId":"p2","userName":"bob","displayName":"Bob"}\n`);
    for (const _ of [1, 2])
      expect(await cli.rekey('users', 'import', join(dir, 'users.jsonl'))).toEqual({
        code: 0,
        out: ['2 users imported'],
        errors: [],
      });
    expect(await cli.directory.directory.find('alice@example.org')).toMatchObject({
      userName: 'alice',
      state: 'active',
    });
  });

  it('tells every mistake with its line, and changes nothing', async () => {
    const file = join(dir, 'users.jsonl');
    await write(
      'users.jsonl',
      [alice, alice, 'alice;bob', '{"personId":"p3","userName":"carol","displayName":"Carol","password":"x"}'].join(
        '\n',
      ),
    );
    const { code, errors } = await cli.rekey('users', 'import', file);
    expect(code).toBe(1);
    expect(errors.map((e) => e.split(' ')[0])).toEqual([`${file}:2`, `${file}:3`, `${file}:4`, 'rekey:']);
    expect(await cli.directory.directory.find('alice')).toBeNull();
  });

  it('takes phones beside mailboxes, and tells the one from the other', async () => {
    const line = (addresses: object[]) =>
      JSON.stringify({ personId: 'p1', userName: 'alice', displayName: 'Alice', addresses });
    const file = join(dir, 'users.jsonl');
    const wrong = [
      { kind: 'phone', value: '01555 0123456', verified: true },
      { kind: 'phone', value: 'alice@example.org', verified: true },
      { value: '+4915550123456', verified: true },
      { kind: 'fax', value: '+4915550123456', verified: true },
    ];
    await write('users.jsonl', line(wrong));
    const { code, errors } = await cli.rekey('users', 'import', file);
    expect(code).toBe(1);
    expect(errors).toEqual([
      expect.stringMatching(/:1 addresses\.0\.value: must be a phone number as E\.164 has it/),
      expect.stringMatching(/:1 addresses\.1\.value: must be a phone number/),
      expect.stringMatching(/:1 addresses\.2\.value: Invalid email address/),
      expect.stringMatching(/:1 addresses\.3\.kind: /),
      expect.stringMatching(/nothing was imported/),
    ]);
    await write('users.jsonl', line([{ kind: 'phone', value: '+4915550123456', verified: true }]));
    expect((await cli.rekey('users', 'import', file)).code).toBe(0);
    expect((await cli.directory.directory.find('alice'))?.addresses).toMatchObject([
      { kind: 'phone', value: '+4915550123456', verified: true },
    ]);
  });

  it('says that a file is missing, or empty', async () => {
    await write('none.jsonl', '');
    for (const name of ['none.jsonl', 'missing.jsonl'])
      expect((await cli.rekey('users', 'import', join(dir, name))).code).not.toBe(0);
  });
});
