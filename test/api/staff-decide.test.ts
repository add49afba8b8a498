// The page of a decision, as those see it who were asked.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { initial, type StepState } from '../../domain/reset.js';
import { Browser } from './pages-support.js';
import { signedIn, staffWorld, type StaffApi, type World } from './staff-support.js';

const hour = 3_600_000;
const vouched = `
id: vouched
title: Vouched for
request: { by: [self] }
authentication: { of: [email-code, approval] }
source: user-entry
targets: [directory]
`;

let world: World;
let on: StaffApi;
beforeAll(async () => {
  world = await staffWorld();
  on = await world.api({ methods: [vouched] });
});
afterAll(() => world.halt());

/** The path of a decision that alice was asked for. */
async function askedOf(id: string, from?: string): Promise<string> {
  const { resets, decisions, plans } = world.ports;
  const { hash: planHash } = (await plans.current('vouched'))!;
  const now = Date.now();
  const times = { requestedAt: now, expiresAt: now + 24 * hour, proveBy: now + hour };
  const begun = initial({ id, methodId: 'vouched', planHash, credentialId: 'password', ...times });
  const step: StepState = { role: 'authenticator', shape: 'await', factor: 'people', state: 'challenged', round: 1 };
  const reset = { ...begun, state: 'authenticating', needed: 2, steps: { approval: step } } as const;
  await resets.insert(reset, { requesterKind: 'self', ...(from !== undefined && { from }) });
  await decisions.ask(id, 'approval', [{ personId: 'person-alice', label: 'A' }]);
  return `/decide/${id}/approval`;
}

describe('the page of a decision', () => {
  it.each([
    ['en', '127.0.0.9', 'asked for from the address 127.0.0.9. That is the network that you are in, too.'],
    ['en', '203.0.113.7', 'asked for from the address 203.0.113.7. You are in another network.'],
    ['de', '203.0.113.7', 'von der Adresse 203.0.113.7 aus. Sie sind in einem anderen Netz.'],
  ])('says from where it was asked for, in words: %s %s', async (language, from, said) => {
    const browser = new Browser(on.app, { 'Accept-Language': language });
    const page = await signedIn(browser, await askedOf(`from-${from}-${language}`.replaceAll('.', '-'), from), {
      userName: 'alice',
    });
    expect(page.status).toBe(200);
    expect(page.text).toContain(said);
  });

  it('says nothing of it where that is not known', async () => {
    const page = await signedIn(new Browser(on.app), await askedOf('from-nowhere'), { userName: 'alice' });
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('from the address');
  });
});
