// "This was not me": what a recorded veto does, and what anything less does not.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Plan } from '../../domain/plan.js';
import { next, type Reset } from '../../domain/reset.js';
import type { Vetoed } from '../../activities/reset/veto.js';
import { Fixture } from './fixture.js';

const minute = 60_000;
const hour = 60 * minute;
const method = `
id: m
title: t
request: { by: [self, self-signed-in, colleague, helpdesk, service] }
authentication: { of: [test-ask] }
source: user-entry
targets: [directory]
expires: P5D
`;
const withTarget = (reset: Reset, state: 'ready' | 'set' | 'refused' | 'unknown'): Reset => ({
  ...reset,
  steps: { ...reset.steps, directory: { ...reset.steps['directory']!, state } },
});

describe('a veto', () => {
  let f: Fixture;
  let plan: { plan: Plan; hash: string };
  let alice: string;
  let reset: Reset;

  beforeEach(async () => {
    f = new Fixture();
    plan = await f.method(method);
    alice = await f.user('alice');
    await f.user('bob');
    reset = await f.open(plan, 'alice');
  });

  async function record(of = reset.id, stepId = 'veto'): Promise<void> {
    const said = { id: 'veto-1', resetId: of, stepId, verdict: 'veto', by: 'subject', at: f.now } as const;
    await f.ports.decisions.record(said);
  }
  const veto = (resetId = reset.id): Promise<Vetoed> =>
    f.run('reset.veto', { resetId, decision: { id: 'veto-1' } }) as unknown as Promise<Vetoed>;
  async function close(as: Partial<Reset>, target?: 'set' | 'refused' | 'unknown'): Promise<void> {
    const ended: Reset = { ...reset, proved: true, version: reset.version + 9, ...as };
    await f.run('reset.close', { reset: target ? withTarget(ended, target) : ended });
  }
  const isDecoy = async (user: string, kind: 'self' | 'self-signed-in' | 'colleague' | 'helpdesk' | 'service') => {
    const personId = kind === 'self-signed-in' ? `person-${user}` : 'person-hanna';
    const requester = kind === 'self' ? { kind } : { kind, personId };
    return (await f.open(plan, user, { requester })).decoy;
  };
  const sessionsEndedAt = async () => (await f.ports.directory.get(alice))?.sessionsEndedAt;
  const incidents = async () => (await f.ports.audit.of(reset.id)).filter((r) => r.type === 'incident');

  describe('with a record', () => {
    it('freezes for 24 hours, and not longer, what anybody does with the name alone', async () => {
      await record();
      expect(await veto()).toEqual({ genuine: true, open: true });
      for (const user of ['alice', 'alice@example.org']) expect(await isDecoy(user, 'self')).toBe(true);
      f.now += 24 * hour - 1;
      expect(await isDecoy('alice', 'self')).toBe(true);
      f.now += 1;
      expect(await isDecoy('alice', 'self')).toBe(false);
    });

    it('counts from when it was said, not from when it was heard, and is no longer for being heard again', async () => {
      await record();
      f.now += 20 * hour;
      await veto();
      f.now += 3 * hour;
      await veto();
      expect(await isDecoy('alice', 'self')).toBe(true);
      f.now += hour;
      expect(await isDecoy('alice', 'self')).toBe(false);
    });

    it('leaves alone whoever signed in to ask, and everybody else', async () => {
      await record();
      await veto();
      for (const kind of ['self-signed-in', 'colleague', 'helpdesk', 'service'] as const)
        expect(await isDecoy('alice', kind)).toBe(false);
      expect(await isDecoy('bob', 'self')).toBe(false);
    });

    it('is one incident, however often it is heard', async () => {
      await record();
      await veto();
      const traces = await f.traces(reset.id);
      f.now += minute;
      expect(await veto()).toEqual({ genuine: true, open: true });
      expect(await f.traces(reset.id)).toEqual(traces);
      await close({ state: 'vetoed' });
      expect(await veto()).toEqual({ genuine: true, open: false });
      expect((await incidents()).map((r) => r.data)).toEqual([{ flag: 'vetoed', state: 'authenticating' }]);
    });
  });

  describe('of a reset that is closed', () => {
    it.each(['set', 'unknown'] as const)('ends the sessions begun before it where a target is %s', async (target) => {
      await close({ state: target === 'set' ? 'completed' : 'failed' }, target);
      f.now += hour;
      await record();
      const at = f.now;
      f.now += hour;
      expect(await veto()).toEqual({ genuine: true, open: false });
      expect(await sessionsEndedAt()).toBe(at);
      const traces = await f.traces(reset.id);
      f.now += hour;
      await veto();
      expect(await f.traces(reset.id)).toEqual(traces);
      expect((await f.ports.audit.of(reset.id)).slice(-2).map((r) => r.type)).toEqual(['incident', 'sessions.ended']);
    });

    it.each([
      ['nothing was set', 'refused' as const],
      ['no target was touched', undefined],
    ])('ends none where %s', async (_what, target) => {
      await close({ state: 'failed' }, target);
      await record();
      await veto();
      expect(await sessionsEndedAt()).toBeUndefined();
      expect((await f.ports.audit.of(reset.id)).map((r) => r.type)).not.toContain('sessions.ended');
    });

    it('ends those begun with the new value, too, where it came while that was being set', async () => {
      await record();
      f.now += minute;
      await close({ state: 'completed' }, 'set');
      f.now += minute;
      await veto();
      expect(await sessionsEndedAt()).toBe(f.now);
    });
  });

  it('of a reset that is open ends no session, though a value may stand already', async () => {
    const applying: Reset = withTarget({ ...reset, state: 'executing', version: reset.version + 1 }, 'set');
    await f.ports.resets.save(next(applying, { type: 'applying' }), ['directory']);
    await record();
    expect(await veto()).toEqual({ genuine: true, open: true });
    expect(await sessionsEndedAt()).toBeUndefined();
  });

  describe('does nothing', () => {
    it.each<[string, (other: string) => Promise<void>]>([
      ['without a record', async () => undefined],
      ['by the record of another step', () => record(reset.id, 'test-ask')],
      ['by the record of another reset', (other) => record(other)],
    ])('%s', async (_what, recorded) => {
      const other = await f.open(plan, 'bob');
      await recorded(other.id);
      await close({ state: 'completed' }, 'set');
      const traces = await f.traces(reset.id);
      expect(await veto()).toEqual({ genuine: false, open: false });
      expect(await f.traces(reset.id)).toEqual(traces);
      expect(await isDecoy('alice', 'self')).toBe(false);
    });

    it('to a reset that there is not', async () => {
      await record('no-such-reset');
      expect(await veto('no-such-reset')).toEqual({ genuine: false, open: false });
    });
  });
});
