// The link of a notice, "this was not me": what it is good for, until when, and that looking at it changes nothing.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DecisionName } from '../../domain/shapes.js';
import { initial, next, type Reset } from '../../domain/reset.js';
import { decisionsAtMost } from '../../domain/ports.js';
import { vetoToken } from '../../domain/veto.js';
import { memoryPorts, type MemoryPorts } from '../support/memory/index.js';
import { Browser, origin } from './pages-support.js';
import { api, noGateway, problem, type Api } from './support.js';

const day = 24 * 3_600_000;
const monday = Date.UTC(2026, 0, 5);

describe('the link that says that it was not me', () => {
  let now = monday;
  let ports: MemoryPorts;
  let on: Api;
  let told: { resetId: string; decision: DecisionName }[];
  let reset: Reset;

  async function begun(id: string): Promise<Reset> {
    const { plan, hash: planHash } = (await ports.plans.current('email-code'))!;
    const times = { requestedAt: now, expiresAt: now + day, proveBy: now + day };
    const requested = initial({ id, planHash, methodId: plan.methodId, credentialId: 'password', ...times });
    const opened = { type: 'opened', plan, subject: 's', decoy: false, joined: true, signedIn: false } as const;
    await ports.resets.insert(next(requested, opened), { requesterKind: 'self' });
    return next(requested, opened);
  }
  beforeEach(async () => {
    now = monday;
    told = [];
    ports = memoryPorts({ clock: { now: () => now } });
    const veto = async (resetId: string, { decision }: { decision: DecisionName }) =>
      void told.push({ resetId, decision });
    on = await api({ ports, publicUrl: origin, gateway: { ...noGateway, veto } });
    reset = await begun('reset-1');
  });
  const press = (token: string) => on.call.post('/v1/links').send({ token });
  const token = (id = reset.id): string => vetoToken(ports.keyed, id);
  const recorded = (id = reset.id) => ports.decisions.get(id, ports.keyed.mac('decision', id, 'veto'));

  it('is recorded, then passed on', async () => {
    const answer = await press(token());
    expect([answer.status, answer.body]).toEqual([202, { outcome: 'vetoed' }]);
    const { id, ...said } = (await recorded())!;
    expect(said).toEqual({ resetId: reset.id, stepId: 'veto', by: 'subject', verdict: 'veto', at: monday });
    expect(told).toEqual([{ resetId: reset.id, decision: { id } }]);
  });

  it('is one, however often and wherever it is pressed: the first moment stands', async () => {
    await Promise.all([press(token()), press(token()), press(token())]);
    now += 3_600_000;
    expect((await press(token())).status).toBe(202);
    expect((await recorded())?.at).toBe(monday);
    expect(new Set(told.map((t) => t.decision.id)).size).toBe(1);
  });

  it('works until 7 days after the end, and not after', async () => {
    now += day;
    await ports.resets.close({ ...reset, state: 'completed' }, now);
    now += 7 * day;
    expect((await press(token())).status).toBe(202);
    const later = await begun('reset-2');
    await ports.resets.close({ ...later, state: 'completed' }, now);
    now += 7 * day + 1;
    expect((await press(token(later.id))).body).toMatchObject(problem('link-used', 410));
    expect(await recorded(later.id)).toBeNull();
    expect(told).toHaveLength(1);
  });

  it('works as long as the reset is open, however long', async () => {
    now += 90 * day;
    expect((await press(token())).status).toBe(202);
  });

  it('works although as many decisions stand as a reset takes', async () => {
    for (let n = 0; n < decisionsAtMost; n++)
      await ports.decisions.record({
        id: `d${n}`,
        resetId: reset.id,
        stepId: 'a',
        by: 'p',
        verdict: 'refuse',
        at: now,
      });
    expect((await press(token())).status).toBe(202);
    expect(await recorded()).toMatchObject({ verdict: 'veto' });
  });

  it('is no link where it was forged, cut, or made for another reset', async () => {
    await begun('reset-2');
    const [prefix, , mac] = token('reset-2').split('.');
    const forged = [
      [prefix, reset.id, mac].join('.'),
      [prefix, reset.id, 'A'.repeat(22)].join('.'),
      token().slice(0, -1),
      `${token()}A`,
      `${token()}.more`,
      token('no-such-reset'),
    ];
    for (const bad of forged) expect((await press(bad)).body).toMatchObject(problem('link-used', 410));
    for (const id of [reset.id, 'reset-2', 'no-such-reset']) expect(await recorded(id)).toBeNull();
    expect(told).toEqual([]);
  });

  it('changes nothing by being looked at: only the button of its page does, and without a token for anybody', async () => {
    const browser = new Browser(on.app);
    const before = structuredClone(await ports.resets.get(reset.id));
    const page = await browser.get(`/link?t=${token()}`);
    expect(page.status).toBe(200);
    expect(await recorded()).toBeNull();
    expect(told).toEqual([]);
    const form = page.forms.find((f) => f.fields['t'] === token())!;
    const pressed = await browser.post(form.action, form.fields);
    expect(pressed.status).toBe(200);
    expect(browser.cookies.has('rekey_reset')).toBe(false);
    expect(told).toHaveLength(1);
    expect(await ports.resets.get(reset.id)).toEqual(before);
  });
});
