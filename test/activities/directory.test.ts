/** The target directory: what its settings do to the credential that it sets. */
import { describe, expect, it } from '@jest/globals';
import { registry } from '../../activities/registry.js';
import { next, type Reset } from '../../domain/reset.js';
import { goodPassword } from '../support/password.js';
import { Fixture } from './fixture.js';

const passed = { passed: true, reasons: [] };
const methodOf = (targets: string): string => `
id: m
title: t
request: { by: [self] }
authentication: { of: [test-ask] }
source: user-entry
targets: [${targets}]
`;

/** Sets a password in the directory, as a method with these targets does. */
async function applied(targets: string, f = new Fixture()): Promise<{ f: Fixture; id: string; reset: Reset }> {
  const method = await f.method(methodOf(targets));
  const id = await f.user('alice');
  const reset = next(await f.open(method, 'alice'), { type: 'answered', stepId: 'test-ask', verdict: passed });
  await f.ports.resets.insert(reset, { requesterKind: 'self' });
  const { subject: subjectId, epoch } = reset;
  await f.ports.proofs.record({
    resetId: reset.id,
    stepId: 'test-ask',
    subjectId,
    epoch,
    round: 1,
    factor: 'email',
    at: f.now,
  });
  const executing = next(reset, { type: 'executing', at: f.now });
  const value = await f.value(executing, goodPassword);
  expect(await f.part(method.plan, executing, 'directory', 'apply', { value })).toEqual({ state: 'set' });
  await f.ports.directory.finish(id, { resetId: reset.id, credentialId: 'password', state: 'completed', at: f.now });
  return { f, id, reset };
}

describe('directory', () => {
  it.each([
    ['directory', false],
    ['directory: { mustChange: false }', false],
    ['directory: { mustChange: true }', true],
  ])('as %j sets a password that must be changed at the next login: %j', async (targets, mustChange) => {
    const { f, id } = await applied(targets);
    expect(await f.ports.credentials.matches(id, 'password', goodPassword)).toBe(true);
    expect(await f.ports.credentials.mustChange(id, 'password')).toBe(mustChange);
  });

  it('asks for no change any more after a reset that sets a lasting password', async () => {
    const { f, id } = await applied('directory: { mustChange: true }');
    await applied('directory', f);
    expect(await f.ports.credentials.mustChange(id, 'password')).toBe(false);
  });

  it.each(['"yes"', '1', 'null'])('takes no %s for it', async (wrong) => {
    await expect(new Fixture().method(methodOf(`directory: { mustChange: ${wrong} }`))).rejects.toThrow('mustChange');
  });

  it('says whether it makes users change the value; other parts never do', () => {
    const told = (config: object) =>
      registry.flatMap((part) => (part.kind === 'directory' ? part.mustChange(config) : []));
    expect(told({})).toEqual([false]);
    expect(told({ mustChange: true })).toEqual([true]);
    expect(registry.filter((part) => part.kind !== 'directory' && part.mustChange({}))).toEqual([]);
  });

  it('takes the settings of a plan from before there was this one', () => {
    const part = registry.find(({ kind }) => kind === 'directory');
    expect(part?.config.parse({ history: 3 })).toEqual({ history: 3, mustChange: false });
  });
});
