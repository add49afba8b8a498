// The helpdesk's pages: a reset begun for a caller, looked at, checked, finished; and what agents are told where that is refused.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Gateway } from '../../api/gateway.js';
import { Problem } from '../../api/problem.js';
import type { RequestFacts } from '../../domain/ports.js';
import type { ProblemType } from '../../domain/problems.js';
import { endings, initial, type Reset, type State, type StepState } from '../../domain/reset.js';
import type { Tally } from '../../domain/shapes.js';
import { packValue } from '../../domain/value.js';
import { memoryPorts, type MemoryPorts } from '../support/memory/index.js';
import { Browser, origin, type Page } from './pages-support.js';
import { pagesFor, signInAs } from './sign-in-support.js';
import { api, noGateway, type Api } from './support.js';

const hour = 3_600_000;
const people = {
  hanna: { personId: 'person-hanna', roles: ['rekey-helpdesk'] },
  henry: { personId: 'person-henry', roles: ['rekey-helpdesk'] },
  ada: { personId: 'person-ada', roles: ['rekey-admin'] },
} as const;
const checked = `
id: checked
title: Checked on the phone
request: { by: [helpdesk] }
authentication: { of: [email-code, caller-check: { script: [named-manager] }] }
source: user-entry
targets: [directory]
expires: P3D
`;
const told = `
id: told
title: Told on the phone
request: { by: [helpdesk], subjects: { notIn: [privileged] } }
authentication: { of: [email-code, caller-check] }
source: random
targets: [directory: { mustChange: true }]
delivery: agent-temporary
expires: P3D
`;

let ports: MemoryPorts;
let on: Api;
/** What was said to Temporal: the name of each message. */
let said: string[];
/** What Updates are answered with. */
let answer: (name: string) => Promise<object>;
/** What comes of the next decision. */
let tally: Tally | null;
const gateway: Gateway = {
  ...noGateway,
  start: async (id, { methodId, planHash, credentialId, requestedAt }) => {
    said.push(`start ${methodId}`);
    // What the first activity does, a moment later.
    const begun = initial({ id, methodId, planHash, credentialId, requestedAt, expiresAt: until, proveBy: until });
    setTimeout(() => void ports.resets.insert(begun, { requesterKind: 'helpdesk' }), 50);
  },
  update: async (_id, message) => {
    said.push(message.name);
    return (await answer(message.name)) as never;
  },
  decide: async (resetId, { stepId, decision }) => {
    const record = await ports.decisions.get(resetId, decision.id);
    said.push(`${stepId} ${record?.verdict}`);
    if (tally) await ports.decisions.settle(resetId, decision.id, tally);
  },
};
beforeEach(async () => {
  ports = memoryPorts();
  said = [];
  answer = () => Promise.reject(new Problem('outcome-unknown'));
  tally = { done: false, passed: false };
  const staffPages = pagesFor(people);
  on = await api({ ports, gateway, publicUrl: origin, staffPages, methods: [checked, told] });
});

async function agent(name: keyof typeof people = 'hanna', language = 'en'): Promise<Browser> {
  const browser = new Browser(on.app, { 'Accept-Language': language });
  await signInAs(browser, name);
  return browser;
}

const code: StepState = { role: 'authenticator', shape: 'ask', factor: 'email', state: 'open', round: 0 };
const until = Date.UTC(2030, 0, 3, 9);
const check = (change: Partial<StepState> = {}): StepState => ({
  ...{ role: 'authenticator', shape: 'await', factor: 'people', state: 'challenged', round: 1, until },
  ...{ waitingFor: { id: 'caller-checks', values: { have: 0, needed: 2 } } },
  ...change,
});
const handed: StepState = { role: 'delivery', shape: 'await', factor: null, state: 'challenged', round: 1, until };

let resets = 0;
/** A reset that hanna asked for. */
async function reset(
  methodId: string,
  change: Partial<Reset> = {},
  facts: Partial<RequestFacts> = {},
): Promise<string> {
  const { hash: planHash } = (await ports.plans.current(methodId))!;
  const now = Date.now();
  const times = { requestedAt: now - hour, expiresAt: until, proveBy: until };
  const begun = initial({ id: `reset-${++resets}`, methodId, planHash, credentialId: 'password', ...times });
  await ports.resets.insert(
    {
      ...{ ...begun, subject: 'subject-1', needed: 2, state: 'authenticating', signedIn: true },
      ...{ steps: { 'email-code': code, 'caller-check': check() } },
      ...change,
    },
    { requesterKind: 'helpdesk', requesterPerson: 'person-hanna', ticket: 'INC-20417', ...facts },
  );
  await ports.decisions.ask(begun.id, 'caller-check', [{ role: 'rekey-helpdesk', label: 'A' }]);
  return begun.id;
}
const buttons = (page: Page): string[] => page.forms.map((f) => f.button);

describe('where an agent begins a reset', () => {
  it('is linked from the first page of staff, for agents', async () => {
    expect((await (await agent()).get('/staff')).links).toContain('/help');
    expect((await (await agent('ada')).get('/staff')).links).not.toContain('/help');
    const page = await (await agent('ada')).get('/help');
    expect([page.status, page.heading]).toEqual([403, 'This is for the helpdesk']);
  });

  it('takes a name, a ticket and a way, begins it, and goes on to its page, which waits for it to be opened', async () => {
    const browser = await agent();
    const page = await browser.get('/help');
    expect(page.heading).toBe('Help somebody who calls');
    expect(page.text).toContain('Checked on the phone Asked for by others Told on the phone');
    expect(page.text).not.toContain('By a code');
    const typed = { user: 'alice', ticket: ' INC-7 ', method: 'told' };
    const shown = await browser.press(page, 'Begin', typed);
    expect(said).toEqual(['start told']);
    expect(shown.path).toMatch(/^\/help\/[\w-]{43}\?n=0$/);
    const id = shown.path.slice('/help/'.length, -'?n=0'.length);
    const { value } = await ports.vault.open(`${id}/request`, { resetId: id, purpose: 'request' });
    expect(JSON.parse(value)).toMatchObject({
      ...{ user: 'alice', ticket: 'INC-7', requester: { kind: 'helpdesk', personId: 'person-hanna' } },
    });
    expect([shown.status, shown.heading]).toEqual([200, 'Told on the phone']);
    expect(shown.html).not.toContain('alice');
  });

  it('says beside each field what is wrong with it, all at once, and keeps what was typed', async () => {
    const browser = await agent();
    const typed = { user: ' ', ticket: 'two words' };
    const page = await browser.press(await browser.get('/help'), 'Begin', typed);
    expect(page.status).toBe(400);
    expect(page.faults.map((f) => f.field)).toEqual(['user', 'ticket', 'method']);
    expect(page.forms[0]!.fields).toMatchObject({ ticket: 'two words' });
    expect((await browser.press(page, 'Begin', { user: 'a', ticket: 'T1', method: 'email-code' })).faults).toEqual([
      { message: 'Choose one of the ways.', field: 'method' },
    ]);
    expect(said).toEqual([]);
  });

  it('lists the agent’s own that are open, by ticket, and nobody else’s', async () => {
    const id = await reset('checked');
    await reset('checked', {}, { requesterPerson: 'person-henry', ticket: 'INC-2' });
    const over = await reset('checked', { state: 'cancelled' }, { ticket: 'INC-3' });
    await ports.resets.close({ ...(await ports.resets.get(over))!, id: over } as never, Date.now());
    const page = await (await agent()).get('/help');
    expect(page.links).toContain(`/help/${id}`);
    expect(page.text).toMatch(/Ticket INC-20417 Waits for proof, since/);
    expect(page.text).not.toMatch(/INC-2\b|INC-3/);
  });

  it('speaks German, too', async () => {
    const page = await (await agent('hanna', 'de')).get('/help');
    expect(page.heading).toBe('Jemandem am Telefon helfen');
  });
});

describe('the page of one reset', () => {
  it('tells what it waits for, since when, until when, how many of how many, and who asked; never who it is about', async () => {
    const id = await reset('checked');
    const page = await (await agent()).get(`/help/${id}`);
    expect([page.status, page.heading]).toEqual([200, 'Checked on the phone']);
    expect(page.text).toContain('Ticket INC-20417');
    expect(page.text).toContain('It waits for proof that it is really them.');
    expect(page.text).toMatch(/Asked for on .* UTC by you\./);
    expect(page.text).toMatch(/ends on January 3, 2030/);
    expect(page.text).toContain('Proofs: 0 of 2.');
    expect(page.text).toContain('They have not opened the link in the mail that was sent to them yet.');
    expect(page.text).toMatch(/A code sent to their email address Not begun yet/);
    expect(page.text).toMatch(
      /The check of the caller Waits . Checks by the helpdesk: 0 of 2\. Since January 1, 2030.* until January 3, 2030/,
    );
    expect(page.links).toContain(`/decide/${id}/caller-check`);
    expect(buttons(page)).toEqual(['Cancel this reset']);
    expect(page.html).not.toMatch(/subject-1|http-equiv/);
    const other = await (await agent('henry')).get(`/help/${id}`);
    expect(other.text).toContain('by another agent of the helpdesk.');
    expect(other.links).toContain(`/decide/${id}/caller-check`);
  });

  it('does not lead an agent to a check who has made theirs', async () => {
    const id = await reset('checked');
    const browser = await agent();
    const form = await browser.get(`/decide/${id}/caller-check`);
    await browser.press(form, 'Approve: I talked to them', {
      'answer.caller-code': '12345678',
      'answer.named-manager': 'yes',
    });
    expect((await browser.get(`/help/${id}`)).links).not.toContain(`/decide/${id}/caller-check`);
    expect((await browser.get(`/decide/${id}/caller-check`)).heading).toBe('You have decided this already');
    expect((await (await agent('henry')).get(`/help/${id}`)).links).toContain(`/decide/${id}/caller-check`);
  });

  it('is a plain page where there is none', async () => {
    for (const path of ['/help/none', '/help/none?n=7']) {
      const page = await (await agent()).get(path);
      expect([page.status, page.heading]).toEqual([404, 'There is no such reset']);
    }
    const browser = await agent();
    const { csrf = '' } = (await browser.get('/staff')).forms[0]!.fields;
    for (const verb of ['execute', 'collect'])
      expect((await browser.post(`/help/none/${verb}`, { csrf, key: 'k'.repeat(22) })).status).toBe(404);
  }, 20_000);

  it.each<[State, Partial<Reset>]>([
    ['requested', {}],
    ['executing', {}],
    ['authenticating', { steps: { 'email-code': code, 'caller-check': check({ state: 'open' }) } }],
  ])('asks again by itself while something goes on: %s', async (state, change) => {
    const id = await reset('checked', { state, ...change });
    const page = await (await agent()).get(`/help/${id}?n=1`);
    expect(page.html).toContain(`content="3;url=/help/${id}?n=2"`);
  });

  it.each(endings.map((ending) => [ending]))('says how it ended, and offers nothing more: %s', async (state) => {
    const page = await (await agent()).get(`/help/${await reset('told', { state })}`);
    expect(page.text).toMatch(/It has ended|It is done|It was cancelled/);
    expect(buttons(page)).toEqual([]);
    expect(page.links.some((link) => link.startsWith('/decide'))).toBe(false);
  });

  it.each([
    ['hanna', 'told', ['Make a temporary password', 'Cancel this reset']],
    ['henry', 'told', ['Cancel this reset']],
    ['hanna', 'checked', ['Cancel this reset']],
  ] as const)('lets only the agent who asked make a temporary password: %s, %s', async (name, method, offered) => {
    const id = await reset(method, { state: 'authenticated' });
    expect(buttons(await (await agent(name)).get(`/help/${id}`))).toEqual(offered);
  });

  it.each([
    ['hanna', ['Show me the temporary password']],
    ['henry', []],
  ] as const)('shows it to nobody else either: %s', async (name, offered) => {
    const id = await reset('told', { state: 'delivering', steps: { 'agent-temporary': handed } });
    const page = await (await agent(name)).get(`/help/${id}`);
    expect(buttons(page)).toEqual(offered);
  });

  it('has the password made, and shows it once, on the answer itself', async () => {
    const steps = { 'agent-temporary': handed };
    const id = await reset('told', { state: 'authenticated', steps });
    const row = (await ports.resets.get(id))!;
    answer = async (name) => {
      if (name === 'collect') return { outcome: 'done', value: 'ref-1', view: { ...row, state: 'completed' } };
      await ports.resets.save(
        { ...initial({ ...row, expiresAt: until, proveBy: until }), version: 9, state: 'delivering', steps },
        ['agent-temporary'],
      );
      return { outcome: 'done', passed: true, reasons: [], view: (await ports.resets.get(id))! };
    };
    const sealed = { ref: 'ref-1', resetId: id, purpose: 'new-credential', value: packValue('hR7-temporary') } as const;
    await ports.vault.seal({ ...sealed, expiresAt: until });
    const browser = await agent();
    const ready = await browser.press(await browser.get(`/help/${id}`), 'Make a temporary password');
    expect([ready.path, said]).toEqual([`/help/${id}`, ['execute']]);
    expect(ready.html).not.toContain('hR7-temporary');
    const shown = await browser.press(ready, 'Show me the temporary password');
    expect([shown.status, shown.heading]).toEqual([200, 'The temporary password']);
    expect(shown.text).toContain('hR7-temporary');
    expect(shown.text).toContain('They have to choose another one when they sign in with it.');
    expect((await browser.get(`/help/${id}`)).html).not.toContain('hR7-temporary');
  });

  it('refuses what is not for this agent, which is on record', async () => {
    const id = await reset('told', { state: 'authenticated' });
    const own = await (await agent()).get(`/help/${id}`);
    const browser = await agent('henry');
    const { csrf = '' } = (await browser.get(`/help/${id}`)).forms[0]!.fields;
    for (const verb of ['execute', 'collect']) {
      const page = await browser.post(`/help/${id}/${verb}`, { ...own.forms[0]!.fields, csrf });
      expect([page.status, page.faults[0]?.message]).toEqual([403, expect.stringContaining('is not for you')]);
    }
    expect(said).toEqual([]);
    const refused = (await ports.audit.of(id)).filter((r) => r.type === 'refused').map((r) => r.data['route']);
    expect(refused).toEqual(['POST /help/:id/execute', 'POST /help/:id/collect']);
  });

  it.each<[ProblemType, number, RegExp]>([
    ['proof-too-old', 409, /They have to show it once more, on their own page/],
    ['outcome-unknown', 503, /it will not be done twice/],
  ])('says what stands in the way: %s', async (type, status, words) => {
    const id = await reset('told', { state: 'authenticated' });
    answer = () => Promise.reject(new Problem(type));
    const browser = await agent();
    const before = await browser.get(`/help/${id}`);
    const page = await browser.press(before, 'Make a temporary password');
    expect([page.status, page.faults[0]?.message]).toEqual([status, expect.stringMatching(words)]);
    const isSame = page.forms[0]!.fields['key'] === before.forms[0]!.fields['key'];
    expect(isSame).toBe(type === 'outcome-unknown');
  });

  it('is cancelled by any agent, and shows at once that it was', async () => {
    const id = await reset('checked');
    const row = (await ports.resets.get(id))!;
    answer = async () => {
      const end = { ...initial({ ...row, expiresAt: until, proveBy: until }), version: 9, state: 'cancelled' } as const;
      await ports.resets.close({ ...end, reason: 'staff' }, Date.now());
      return { outcome: 'done', view: (await ports.resets.get(id))! };
    };
    const browser = await agent('henry');
    const page = await browser.press(await browser.get(`/help/${id}`), 'Cancel this reset');
    expect([page.path, said]).toEqual([`/help/${id}`, ['cancel']]);
    expect(page.text).toContain('It was cancelled. Nothing was changed.');
  });
});

describe('the check of a caller', () => {
  const press = async (button: string, typed: Record<string, string> = {}, path?: string) => {
    const id = path ?? `/decide/${await reset('checked')}/caller-check`;
    const browser = await agent();
    return { browser, page: await browser.press(await browser.get(id), button, typed), id };
  };
  const answers = { 'answer.caller-code': ' 1234 5678 ', 'answer.named-manager': 'yes' };
  const approve = 'Approve: I talked to them';

  it('offers a button for each way to send a code, above the questions in the order of the prompt', async () => {
    const page = await (await agent()).get(`/decide/${await reset('checked')}/caller-check`);
    expect(page.heading).toBe('Check who calls');
    expect(buttons(page)).toEqual([
      ...['By text message to the number on record', 'By email to the address on record'],
      ...[approve, 'Refuse'],
    ]);
    const keys = page.forms.map((f) => f.fields['key']);
    expect(new Set(keys).size).toBe(keys.length);
    expect(page.text).toMatch(/Send a code to the caller .*The code that the caller reads out .*name their manager\?/);
    expect(page.html).not.toContain('subject-1');
  });

  it('has a code sent, once, and says so in the address, so that loading it again sends nothing', async () => {
    const { browser, page, id } = await press('By email to the address on record');
    expect(page.path).toBe(`${id}?said=sent`);
    expect(page.text).toContain('A code was sent, if we have such an address or number on record.');
    expect(buttons(page)).toContain(approve);
    await browser.get(page.path);
    expect(said).toEqual(['caller-check send']);
  });

  it('says that a code is on its way where no worker is at work', async () => {
    tally = null;
    const { page } = await press('By text message to the number on record');
    expect(page.text).toContain('The code is sent as soon as possible');
  }, 20_000);

  it('takes the code with its spaces, and goes back to the reset', async () => {
    tally = { done: true, passed: true };
    const { page, id } = await press(approve, answers);
    expect(page.heading).toBe('Thank you: your approval counts');
    expect(page.links).toContain(id.replace('/decide/', '/help/').replace('/caller-check', ''));
    expect(said).toEqual(['caller-check approve']);
  });

  it.each<[ProblemType, number, string | undefined]>([
    ['wrong-caller-code', 422, 'answer-caller-code'],
    ['no-code-sent', 409, 'answer-to'],
    ['script-not-met', 422, 'answer-named-manager'],
  ])('tells on the form what can be put right there, and keeps what was chosen: %s', async (refused, status, field) => {
    tally = { done: false, passed: false, refused };
    const { page } = await press(approve, answers);
    expect(page.status).toBe(status);
    expect(page.faults).toEqual([{ message: expect.any(String), field }]);
    expect(page.html).toContain(`id="${field}"`);
    expect(page.forms.find((f) => f.button === approve)!.fields).toMatchObject({ 'answer.named-manager': 'yes' });
    expect(page.html).not.toMatch(/1234 ?5678/);
  });

  it('says that no more codes are sent', async () => {
    tally = { done: false, passed: false, refused: 'no-more-challenges' };
    const { page } = await press('By email to the address on record');
    expect([page.status, page.faults[0]?.message]).toEqual([409, expect.stringContaining('No more codes')]);
  });

  it('is over for an agent who has made theirs', async () => {
    tally = { done: false, passed: false, refused: 'decided-already' };
    const { page } = await press(approve, answers);
    expect([page.status, page.heading]).toEqual([409, 'You have decided this already']);
  });

  it('takes no way that the method does not know', async () => {
    const { browser, page, id } = await press('By email to the address on record');
    const form = page.forms[0]!;
    const answered = await browser.post(id, { ...form.fields, 'answer.to': 'pigeon' });
    expect([answered.status, answered.faults[0]?.field]).toEqual([400, 'answer-to']);
    expect(said).toHaveLength(1);
  });

  it.each([
    [0, 'class="hint">There were no other attempts'],
    [1, 'class="warned">There was 1 other attempt'],
    [3, 'class="warned">There were 3 other attempts'],
  ])('warns of other attempts of late: %s', async (others, words) => {
    const id = await reset('checked');
    await ports.decisions.tell(id, 'caller-check', [{ id: 'attempts', values: { others } }]);
    expect((await (await agent()).get(`/decide/${id}/caller-check`)).html).toContain(words);
  });
});
