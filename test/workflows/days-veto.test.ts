// "This was not me", pressed during a reset's waiting time, while its value is being set, and days after its end.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { resetOfVeto } from '../../domain/veto.js';
import { hold } from '../support/faults.js';
import { audited, proveByMail, reachesStep } from '../support/helped.js';
import { goodPassword, tokenOf, World, type Running } from '../support/world.js';

const hour = 3_600_000;
describe('a reset of which somebody says that it was not them', () => {
  let world: World;
  let names = 0;
  let methods: Record<'slow' | 'quick', Awaited<ReturnType<World['method']>>>;

  beforeAll(async () => {
    world = await World.start();
    methods = await world.methods({
      slow: 'atLeast: 2, of: [email-code, delay: { lasts: P1D }]',
      quick: 'of: [email-code]',
    });
  });
  afterAll(() => world.stop());
  afterEach(() => world.faults.mendAll());

  async function begun(method: keyof typeof methods) {
    const subject = `subject-${++names}`;
    const user = await world.user(subject);
    const reset = await world.request(methods[method], subject);
    await reset.reaches('authenticating');
    const logsIn = (value: string) => world.ports.credentials.matches(user, 'password', value);
    return { reset, user, subject, logsIn, hasOld: () => logsIn(`old password of ${subject}`) };
  }
  const sessionsEndedAt = async (id: string) => (await world.ports.directory.get(id))?.sessionsEndedAt;
  const vetoOf = async (reset: Running, messageId: string) =>
    resetOfVeto(world.ports.keyed, tokenOf((await reset.mail(messageId))['veto']));

  it('is over during its waiting time, and nobody resets by that name for a day', async () => {
    const { reset, subject, user, hasOld } = await begun('slow');
    await proveByMail(reset);
    await reachesStep(reset, 'delay', 'challenged');
    await world.sleep(3 * hour);
    expect(await vetoOf(reset, 'notice-delay')).toBe(reset.id);
    await reset.notMe();
    expect(await reset.result()).toMatchObject({ state: 'vetoed' });
    expect(await hasOld()).toBe(true);
    expect(await sessionsEndedAt(user)).toBeUndefined();
    expect((await audited(reset)).filter((type) => type.startsWith('incident'))).toEqual(['incident vetoed']);
    const again = await world.request(methods.slow, subject);
    await again.reaches('authenticating');
    expect((await again.state()).decoy).toBe(true);
    const helped = await world.request(methods.slow, subject, {
      requester: { kind: 'helpdesk', personId: 'person-henry' },
    });
    await helped.reaches('authenticating');
    expect((await helped.state()).decoy).toBe(false);
    await world.sleep(24 * hour);
    const later = await world.request(methods.slow, subject);
    await later.reaches('authenticating');
    expect((await later.state()).decoy).toBe(false);
  });

  it('stays done after its end, but its sessions are over, and it is looked into', async () => {
    const { reset, user, logsIn } = await begun('quick');
    await proveByMail(reset);
    await reset.execute(goodPassword);
    await reset.result();
    const began = await sessionsEndedAt(user);
    await world.sleep(6 * 24 * hour);
    expect(await vetoOf(reset, 'notice-completed')).toBe(reset.id);
    await reset.notMe();
    const at = world.clock.skipped;
    await reset.until(
      async () => ((await sessionsEndedAt(user)) === began ? undefined : true),
      'the end of its sessions',
    );
    expect(await sessionsEndedAt(user)).toBe(at);
    expect((await audited(reset)).slice(-2)).toEqual(['incident vetoed', 'sessions.ended']);
    expect(await world.ports.resets.get(reset.id)).toMatchObject({ state: 'completed' });
    expect(await logsIn(goodPassword)).toBe(true);
    await reset.notMe();
    expect((await audited(reset)).filter((type) => type === 'incident vetoed')).toHaveLength(1);
  });

  it('while the new value is being set is too late to stop it: it completes, and its sessions are over afterwards', async () => {
    const { reset, user, logsIn } = await begun('quick');
    await proveByMail(reset);
    const writing = hold();
    world.faults.at('credentials.set', writing.fault);
    const execute = reset.execute(goodPassword);
    await writing.reached;
    await reset.notMe();
    await reset.until(async () => (await audited(reset)).includes('incident vetoed') || undefined, 'the veto');
    expect(await reset.view()).toMatchObject({ state: 'executing' });
    writing.release();
    expect(await execute).toMatchObject({ passed: true });
    expect(await reset.result()).toMatchObject({ state: 'completed' });
    expect(await logsIn(goodPassword)).toBe(true);
    const { closedAt } = (await world.ports.resets.get(reset.id))!;
    await world.sleep(hour);
    expect(await sessionsEndedAt(user)).toBeGreaterThanOrEqual(closedAt!);
    expect(await audited(reset)).toContain('sessions.ended');
  });
});
