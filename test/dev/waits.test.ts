// Waiting cut short by a setting: copies of the methods, and which of a method's plans is current once a stack has run with and without it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadMethods } from '../../activities/compile/load.js';
import { registry } from '../../activities/registry.js';
import { environment, freePorts, type Settings } from '../../dev/settings.js';
import { waitOf, writeCopies } from '../../dev/waits.js';

const method = (id: string, ...steps: string[]): string => `
id: ${id}
title: Waits
request: { by: [self] }
authentication:
  atLeast: ${steps.length}
  independent: false
  of:
${steps.map((step) => `    - ${step}`).join('\n')}
source: user-entry
targets: [directory]
expires: P5D
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-waits-'));
  mkdirSync(join(folder, 'written'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settings = async (atMost?: string): Promise<Settings> => ({
  dataDir: join(folder, 'data'),
  ports: await freePorts(),
  env: { REKEY_METHODS_DIR: join(folder, 'written'), REKEY_WAITS_AT_MOST: atMost },
});
const write = (id: string, ...steps: string[]): void =>
  writeFileSync(join(folder, 'written', `${id}.yaml`), method(id, ...steps));
/** How long the methods wait that a worker of this stack reads: milliseconds, by id. */
async function waits(stack: Settings): Promise<Record<string, number>> {
  await writeCopies(stack);
  const dir = environment(stack).REKEY_METHODS_DIR ?? join(folder, 'written');
  const { plans, mistakes } = await loadMethods(dir, registry);
  expect(mistakes).toEqual([]);
  return Object.fromEntries(plans.map(({ plan }) => [plan.methodId, waitOf(plan)]));
}

describe('REKEY_WAITS_AT_MOST', () => {
  it('cuts every delay to it, whether the method says how long it is or not', async () => {
    write('alone', 'email-code', 'delay');
    write('said', 'email-code', 'delay: { lasts: P2D }');
    write('empty', 'email-code', 'delay: {}');
    expect(await waits(await settings('PT3S'))).toEqual({ alone: 3_000, said: 3_000, empty: 3_000 });
  });

  it('leaves what is shorter, and all that is no delay', async () => {
    write('short', 'email-code: { lasts: PT10M }', 'delay: { lasts: PT1S }');
    write('none', 'email-code');
    const stack = await settings('PT3S');
    expect(await waits(stack)).toEqual({ short: 1_000, none: 0 });
    expect(readFileSync(join(stack.dataDir, 'methods', 'short.yaml'), 'utf8')).toContain('lasts: PT10M');
  });

  it('keeps no copy of a method that is there no more', async () => {
    write('first', 'email-code', 'delay');
    const stack = await settings('PT3S');
    await waits(stack);
    rmSync(join(folder, 'written', 'first.yaml'));
    write('second', 'email-code', 'delay');
    expect(await waits(stack)).toEqual({ second: 3_000 });
  });

  it('unset, leaves all as it is written', async () => {
    write('written', 'email-code', 'delay: { lasts: P2D }');
    expect(await waits(await settings())).toEqual({ written: 2 * 86_400_000 });
  });

  it.each(['5s', 'P1Y', '-PT5S', 'PT0S'])('is named where it is no duration that is taken: %s', async (text) => {
    await expect(writeCopies(await settings(text))).rejects.toThrow(/^REKEY_WAITS_AT_MOST /);
  });
});
