// Resets in which others help, while processes die, and while several do the same thing at once; and the word of whoever it was not.
// These tests stop and kill, so they have a stack of their own.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium } from 'playwright-core';
import type { Refused } from '../../dev/client.js';
import { browserLaunch } from '../../dev/components/browser.js';
import { login, type Cookies } from '../../dev/oidc-login.js';
import { agent, type Helper } from '../../dev/people.js';
import type { Settings } from '../../dev/settings.js';
import { startStack, type Stack } from '../../dev/stack.js';
import { until } from '../../dev/until.js';
import { anyKey, anyPassword, openStack, settingsBeside, type OpenStack, type TestUser } from '../support/e2e.js';
import { deviceOf, heading, judged, openDecision, picture, press } from '../support/browser.js';
import {
  agentOf,
  approvers,
  check,
  finish,
  patientDevice,
  proved,
  sendCode,
  type Helped,
} from '../support/helped-e2e.js';

const longTest = 400_000;
let settings: Settings;
let stack: Stack;
let open: OpenStack;
beforeAll(async () => {
  settings = await settingsBeside();
  stack = await startStack({ settings });
  open = await openStack(stack.env);
}, longTest);
afterAll(async () => {
  await open?.close();
  await stack?.stop();
  await rm(settings.dataDir, { recursive: true, force: true });
}, 60_000);

const newAgent = (name: string): Promise<Helper> =>
  agent(open.mongo.userAdmin, stack.env['REKEY_OIDC_ISSUER']!, `${name}-${anyKey().slice(0, 8)}`);
const patient = (reset: Helped): Helped => ({ ...reset, device: patientDevice(open) });

describe('at every wait of a reset, API, worker and Temporal die and come back', () => {
  it.each(['helpdesk', 'helpdesk-lost-mailbox'])(
    '%s goes on as if nothing had been',
    async (id) => {
      const user = await open.user();
      const waits: string[] = [];
      const played = await open.play(await open.method(id), user, {
        api: patientDevice(open),
        async tell(done) {
          waits.push(done);
          for (const process of ['api', 'worker', 'temporal']) {
            await stack.kill(process, 'SIGKILL');
            await stack.restart(process);
          }
        },
      });

      expect(played.state).toBe('completed');
      expect(waits.length).toBeGreaterThanOrEqual(5);
      const { reason } = { reason: 'none', ...(await open.logIn(user, played.password)) };
      expect(reason).toBe(id === 'helpdesk' ? 'none' : 'must-change');
      expect(await open.signsIn(user, user.password)).toBe(false);
      await open.mailbox.notice(user.address);
      const audit = await open.mongo.audit.of(played.id);
      expect(audit.at(-1)).toMatchObject({ type: 'reset.closed', data: { state: 'completed' } });
    },
    longTest,
  );
});

describe('while all workers are down', () => {
  it(
    'a decision is taken, and counts as soon as one is back',
    async () => {
      const byAgent = await proved(open, 'helpdesk');
      const agentsToken = await agentOf(byAgent.helpers).token();
      const code = await sendCode(open, byAgent, agentOf(byAgent.helpers));
      const byColleagues = await proved(open, 'colleague-approval');
      const colleagues = await approvers(open, byColleagues);

      await stack.kill('worker', 'SIGKILL');
      const key = anyKey();
      expect(await check(byAgent, code, agentsToken, key)).toEqual({ outcome: 'recorded' });
      for (const { approve } of colleagues) expect(await approve()).toEqual({ outcome: 'recorded' });

      await stack.restart('worker');
      await finish(open, byAgent);
      await finish(open, byColleagues);
      // Said again under its key it is the same decision, and known.
      expect(await open.mongo.decisions.judged(byAgent.id, 'caller-check')).toHaveLength(2);
    },
    longTest,
  );
});

describe('an approver who decides while all workers are down', () => {
  it(
    'is told by the page, once one is back, that the number was wrong',
    async () => {
      const reset = await proved(open, 'colleague-approval');
      const helper = reset.helpers.find(({ userName }) => userName.includes('-colleague-'))!;
      const browser = await chromium.launch(await browserLaunch());
      try {
        const page = await deviceOf(browser);
        await openDecision(page, open, helper);
        const { shown = [] } = (await reset.device.look(reset.id, reset.token)).authentication.steps.find(
          ({ id }) => id === 'approval',
        )!;
        const wrong = ['0000', '1111', '2222', '3333'].find((number) => shown.every(({ value }) => value !== number))!;
        await stack.kill('worker', 'SIGKILL');
        await page.getByLabel('I called them').check();
        await page.getByLabel('The number on their page').fill(wrong);
        await press(page, 'Approve');
        expect(await heading(page)).toBe('Your decision was recorded');
        await picture(page, 'recorded');

        await stack.restart('worker');
        await judged(page);
        expect(await page.locator('main').innerText()).toContain('This is not the number next to your letter.');
        await picture(page, 'recorded-wrong');
      } finally {
        await browser.close();
      }
    },
    longTest,
  );
});

describe('two agents who help one caller at once', () => {
  it(
    'both have a code sent: the newest counts, for the agent who had it sent, and one proof stands',
    async () => {
      const reset = patient(await proved(open, 'helpdesk'));
      const agents = [await newAgent('first'), await newAgent('second')] as const;
      const tokens = await Promise.all(agents.map((one) => one.token()));
      await Promise.all(agents.map((one) => sendCode(open, reset, one))).then((codes) =>
        expect(new Set(codes).size).toBe(2),
      );
      const codes = (await open.mailbox.to(`${reset.user.phone!.slice(1)}@sms.invalid`)).flatMap(
        ({ text }) => /: (\d{8})\b/.exec(text)?.[1] ?? [],
      );
      expect(codes).toHaveLength(2);

      const said = await Promise.all(
        tokens.flatMap((token) =>
          codes.map((code) => check(reset, code, token).catch((problem: Refused) => problem.problem)),
        ),
      );
      expect(said.filter((outcome) => typeof outcome === 'object' && outcome.passed)).toHaveLength(1);
      await finish(open, reset);
      const proofs = await open.mongo.proofs.of(reset.id);
      expect(proofs.filter(({ stepId }) => stepId === 'caller-check')).toHaveLength(1);
    },
    longTest,
  );
});

describe('two approvers at the same instant', () => {
  it(
    'are two: each is counted once, and the step is passed by both',
    async () => {
      const reset = patient(await proved(open, 'colleague-approval'));
      const colleagues = await approvers(open, reset);
      const said = await Promise.all(colleagues.map(({ approve }) => approve()));

      expect(said.map(({ outcome }) => outcome)).toEqual(['counted', 'counted']);
      expect(said.filter(({ passed }) => passed)).toHaveLength(1);
      await finish(open, reset);
      const judged = await open.mongo.decisions.judged(reset.id, 'approval');
      expect(new Set(judged.map(({ by }) => by)).size).toBe(2);
    },
    longTest,
  );
});

describe('a colleague who asks for somebody', () => {
  it(
    'is named in the mail to them, and is none of those who approve',
    async () => {
      const askedBy = (helpers: readonly Helper[]): Helper => helpers.find((h) => h.userName.includes('-manager'))!;
      const reset = await proved(open, 'colleague-approval', askedBy);
      const invitation = (await open.mailbox.to(reset.user.address)).find(({ text }) => text.includes('/link'));
      expect(invitation?.text).toContain('Demo Helper, a colleague, asked to reset how you sign in');
      for (const { approve } of await approvers(open, reset)) await approve();
      await finish(open, reset);
    },
    longTest,
  );
});

describe('whoever it was not', () => {
  const veto = async ({ address }: TestUser): Promise<void> => {
    const token = (await open.mailbox.veto(address)).searchParams.get('t') ?? '';
    expect(await open.device().send('POST', '/v1/links', { token })).toMatchObject({
      status: 202,
      body: { outcome: 'vetoed' },
    });
  };
  const incidentsOf = async (id: string): Promise<unknown[]> =>
    (await open.mongo.audit.of(id)).filter(({ type, data }) => type === 'incident' && data['flag'] === 'vetoed');
  /** It looks as any other, and nobody is mailed. */
  const expectDecoy = async (user: TestUser): Promise<void> => {
    const before = (await open.mailbox.to(user.address)).length;
    const device = open.device();
    const { context } = await device.request({ user: user.userName, resetMethodId: 'email-code' });
    await open.reaches(context.id, 'authenticating');
    expect((await open.mongo.audit.of(context.id))[0]).toMatchObject({ type: 'reset.opened', data: { decoy: true } });
    expect(await open.mailbox.to(user.address)).toHaveLength(before);
  };

  it(
    'ends a reset that runs by the link of its notice; nobody resets that name by itself for a while',
    async () => {
      const reset = await proved(open, 'manager-and-code');
      await veto(reset.user);

      expect(await open.closed(reset.id)).toMatchObject({ state: 'vetoed' });
      await expect(reset.device.execute(reset.id, anyPassword(), { token: reset.token })).rejects.toMatchObject({
        problem: 'already-ended',
      });
      expect(await incidentsOf(reset.id)).toHaveLength(1);
      expect(await open.signsIn(reset.user, reset.user.password)).toBe(true);
      await expectDecoy(reset.user);
    },
    longTest,
  );

  it(
    'ends the sessions of one that is over, whose password an attacker may have',
    async () => {
      const user = await open.user();
      const played = await open.play(await open.method('email-code'), user);
      const cookies: Cookies = new Map();
      const issuer = stack.env['REKEY_OIDC_ISSUER']!;
      const { userName } = user;
      const signedIn = await login({ issuer, userName, password: played.password }, cookies);
      expect(signedIn.ok).toBe(true);
      // With its cookies nobody asks for a password.
      const goesOn = () => login({ issuer, userName, password: 'not the password' }, cookies);
      expect((await goesOn()).ok).toBe(true);

      await veto(user);
      await expectIncident(played.id);
      expect((await goesOn()).ok).toBe(false);
      await expectDecoy(user);
      // The helpdesk still can.
      const helped = await open.play(await open.method('helpdesk'), user);
      expect(helped.state).toBe('completed');
      expect(await open.signsIn(user, helped.password)).toBe(true);
    },
    longTest,
  );

  const expectIncident = (id: string): Promise<unknown> =>
    until('The incident', async () => (await incidentsOf(id))[0]);
});
