/** `rekey users import`: what it takes of the people around a user. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandLine } from './support.js';

let dir: string;
let file: string;
let cli: CommandLine;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rekey-cli-'));
  file = join(dir, 'users.jsonl');
  cli = new CommandLine({ REKEY_DATA_DIR: dir });
});
afterEach(() => rm(dir, { recursive: true }));

const alice = { personId: 'p1', userName: 'alice', displayName: 'Alice' };
/** Imports Alice, in the file's second line. */
async function imported(more: object): Promise<{ code: number; errors: string[] }> {
  await writeFile(file, `\n${JSON.stringify({ ...alice, ...more })}\n`);
  return cli.rekey('users', 'import', file);
}
const found = () => cli.directory.directory.find('alice');

describe('rekey users import', () => {
  it('takes manager, unit, absence and nominations', async () => {
    const around = { manager: 'p9', unit: 'sales', nominated: ['p2', 'p3'] };
    const away = { until: '2026-12-31T18:00:00+01:00', delegate: 'p2' };
    expect(await imported({ ...around, away })).toMatchObject({ code: 0, errors: [] });
    expect(await found()).toMatchObject({ ...around, away: { until: Date.UTC(2026, 11, 31, 17), delegate: 'p2' } });
  });

  it('leaves whom the user nominated since, and nothing else that the line does not say', async () => {
    await imported({ manager: 'p9', unit: 'sales', away: { until: '2026-12-31T18:00:00Z' } });
    await cli.directory.directory.nominate((await found())!.id, ['p4']);
    await imported({});
    const user = await found();
    expect(user).toMatchObject({ nominated: ['p4'] });
    for (const gone of ['manager', 'unit', 'away']) expect(user).not.toHaveProperty(gone);
  });

  it.each([
    [{ manager: 'p1' }, "manager: a user can't be their own manager"],
    [
      { away: { until: '2026-12-31T18:00:00Z', delegate: 'p1' } },
      "away.delegate: a user can't stand in for themselves",
    ],
    [{ nominated: ['p2', 'p1'] }, "nominated: a user can't nominate themselves"],
    [{ away: { until: 'next week' } }, 'away.until: must be a moment such as 2026-12-31T18:00:00Z'],
    [{ away: { until: '2026-12-31T18:00:00' } }, 'away.until: must be a moment'],
    [{ away: { delegate: 'p2' } }, 'away.until: must be a moment'],
    [{ manager: '' }, 'manager: '],
    [{ unit: null }, 'unit: '],
    [{ nominated: Array.from({ length: 21 }, (_, i) => `n${i}`) }, 'nominated: '],
  ])('refuses %j, with its line', async (wrong, why) => {
    const { code, errors } = await imported(wrong);
    expect([code, errors[0]]).toEqual([1, expect.stringContaining(`${file}:2 ${why}`)]);
    expect(await found()).toBeNull();
  });
});
