/** What every keeper of published plans must do. */
import { expect, it } from '@jest/globals';
import { planHash } from '../../../domain/compiled.js';
import type { Plan } from '../../../domain/plan.js';
import type { Suite } from './world.js';

const plan = (methodId: string, title: string): Plan => ({
  schema: 1,
  methodId,
  title,
  credentialId: 'password',
  request: { by: ['admin'], subjects: { in: [], notIn: ['privileged'] }, privileged: 'second-person' },
  authentication: { atLeast: 0, independent: false, of: [] },
  source: {
    id: 'random',
    role: 'source',
    kind: 'random',
    shape: 'run',
    factor: null,
    timing: { within: 10_000 },
    config: { length: 16, 'a.b': [1, null, { $c: true }] },
    prompts: {},
  },
  targets: [],
  delivery: null,
  expires: 3_600_000,
  proveWithin: 3_600_000,
  freshFor: 1_800_000,
  heldBy: 'subject',
});
const named = (p: Plan) => ({ hash: planHash(p), plan: p });
const first = named(plan('email-code', 'First'));
const second = named(plan('email-code', 'Second'));
const other = named(plan('admin-execute', 'Other'));

export const plans: Suite = (world) => {
  const p = () => world().ports.plans;

  it('gives a plan back exactly as it was published', async () => {
    await p().publish(first);
    expect(await p().get(first.hash)).toEqual({ ...first, revoked: false });
    expect(await p().current('email-code')).toEqual({ ...first, revoked: false });
    expect(await p().get(second.hash)).toBeNull();
    expect(await p().current('helpdesk')).toBeNull();
  });

  it('makes what is published current, and keeps what was', async () => {
    await p().publish(first);
    await p().publish(second);
    expect((await p().current('email-code'))?.hash).toBe(second.hash);
    expect(await p().get(first.hash)).toEqual({ ...first, revoked: false });
    await p().publish(first);
    expect((await p().current('email-code'))?.hash).toBe(first.hash);
  });

  it('seeds plans not seen before, and names methods whose plan is known but not current', async () => {
    expect(await p().seed([first, other])).toEqual({ stale: [] });
    expect(await p().seed([first, other])).toEqual({ stale: [] });
    expect(await p().seed([second, other])).toEqual({ stale: [] });
    expect((await p().current('email-code'))?.hash).toBe(second.hash);
    expect(await p().seed([first, other])).toEqual({ stale: ['email-code'] });
    expect((await p().current('email-code'))?.hash).toBe(second.hash);
  });

  it('is seeded by many at once', async () => {
    const seeded = await Promise.all([1, 2, 3].map(() => p().seed([first, other])));
    expect(await p().list()).toHaveLength(2);
    // One that is told of a plan just before the other has made it current names it; it does no harm.
    expect(seeded.filter((s) => s.stale.length === 0).length).toBeGreaterThan(0);
  });

  it('describes the current plans, by method', async () => {
    await p().seed([first, other]);
    await p().publish(second);
    expect((await p().list()).map((d) => [d.id, d.title, d.planHash])).toEqual([
      ['admin-execute', 'Other', other.hash],
      ['email-code', 'Second', second.hash],
    ]);
  });

  it('offers a revoked plan to nobody, but tells those who hold its hash, until it is published anew', async () => {
    await p().publish(first);
    await world().tamper.revoke(first.hash);
    expect(await p().current('email-code')).toBeNull();
    expect(await p().list()).toEqual([]);
    expect(await p().get(first.hash)).toMatchObject({ revoked: true });
    await p().publish(first);
    expect(await p().current('email-code')).toMatchObject({ revoked: false });
  });

  it('throws where a plan was changed behind its hash', async () => {
    // One that nobody has read: what was verified once is remembered as it was.
    const unread = named(plan('email-code', 'Unread'));
    await p().publish(unread);
    await world().tamper.plan(unread.hash, { ...unread.plan, title: 'Anyone may' });
    await expect(p().get(unread.hash)).rejects.toThrow('was changed');
    await expect(p().current('email-code')).rejects.toThrow('was changed');
    await expect(p().list()).rejects.toThrow('was changed');
  });

  it('publishes nothing under a hash that is not its own', async () => {
    await expect(p().publish({ hash: first.hash, plan: second.plan })).rejects.toThrow('was changed');
  });
};
