// The helpdesk's pages: a reset begun for a caller, looked at, finished; and what agents are told where that is refused.
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Problem } from '../../api/problem.js';
import type { ProblemType } from '../../domain/problems.js';
import { endings, initial, type Reset, type State, type StepState } from '../../domain/reset.js';
import { packValue } from '../../domain/value.js';
import { buttons, check, code, Desk, handed, until } from './help-support.js';

const hour = 3_600_000;
let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});

describe('where an agent begins a reset', () => {
  it('is linked from the first page of staff, for agents', async () => {
    expect((await (await desk.agent()).get('/staff')).links).toContain('/help');
    expect((await (await desk.agent('ada')).get('/staff')).links).not.toContain('/help');
    const page = await (await desk.agent('ada')).get('/help');
    expect([page.status, page.heading]).toEqual([403, 'This is for the helpdesk']);
  });

  it('takes a name, a ticket and a way, begins it, and goes on to its page, which waits for it to be opened', async () => {
    const browser = await desk.agent();
    const page = await browser.get('/help');
    expect(page.heading).toBe('Help somebody who calls');
    expect(page.text).toContain('Checked on the phone Asked for by others Told on the phone');
    expect(page.text).not.toContain('By a code');
    const typed = { user: 'alice', ticket: ' INC-7 ', method: 'told' };
    const shown = await browser.press(page, 'Begin', typed);
    expect(desk.said).toEqual(['start told']);
    expect(shown.path).toMatch(/^\/help\/[\w-]{43}\?n=0$/);
    const id = shown.path.slice('/help/'.length, -'?n=0'.length);
    const { value } = await desk.ports.vault.open(`${id}/request`, { resetId: id, purpose: 'request' });
    expect(JSON.parse(value)).toMatchObject({
      ...{ user: 'alice', ticket: 'INC-7', requester: { kind: 'helpdesk', personId: 'person-hanna' } },
    });
    expect([shown.status, shown.heading]).toEqual([200, 'Told on the phone']);
    expect(shown.html).not.toContain('alice');
  });

  it('says beside each field what is wrong with it, all at once, and keeps what was typed', async () => {
    const browser = await desk.agent();
    const typed = { user: ' ', ticket: 'two words' };
    const page = await browser.press(await browser.get('/help'), 'Begin', typed);
    expect(page.status).toBe(400);
    expect(page.faults.map((f) => f.field)).toEqual(['user', 'ticket', 'method']);
    expect(page.forms[0]!.fields).toMatchObject({ ticket: 'two words' });
    expect((await browser.press(page, 'Begin', { user: 'a', ticket: 'T1', method: 'email-code' })).faults).toEqual([
      { message: 'Choose one of the ways.', field: 'method' },
    ]);
    expect(desk.said).toEqual([]);
  });

  it('lists the agent’s own that are open, by ticket, and nobody else’s', async () => {
    const id = await desk.reset('checked');
    await desk.reset('checked', {}, { requesterPerson: 'person-henry', ticket: 'INC-2' });
    const over = await desk.reset('checked', { state: 'cancelled' }, { ticket: 'INC-3' });
    await desk.ports.resets.close({ ...(await desk.ports.resets.get(over))!, id: over } as never, Date.now());
    const page = await (await desk.agent()).get('/help');
    expect(page.links).toContain(`/help/${id}`);
    expect(page.text).toMatch(/Ticket INC-20417 Waits for proof, since/);
    expect(page.text).not.toMatch(/INC-2\b|INC-3/);
  });

  it('speaks German, too', async () => {
    const page = await (await desk.agent('hanna', 'de')).get('/help');
    expect(page.heading).toBe('Jemandem am Telefon helfen');
  });
});

describe('the page of one reset', () => {
  it('shows the way to a check that begins while the page is made: it would not ask again', async () => {
    const { resets } = desk.ports;
    const steps = { 'email-code': code, 'caller-check': check({ state: 'open' }) };
    const id = await desk.reset('checked', { steps });
    const browser = await desk.agent();
    const read = resets.get.bind(resets);
    jest.spyOn(resets, 'get').mockImplementationOnce(async (asked) => {
      const row = (await read(asked))!;
      const begun = initial({ ...row, expiresAt: until, proveBy: until });
      const more = { needed: 2, state: 'authenticating', version: row.version + 1 } as const;
      await resets.save({ ...begun, ...more, steps: { ...steps, 'caller-check': check() } }, ['caller-check']);
      return row;
    });
    const page = await browser.get(`/help/${id}`);
    expect(page.html).not.toContain('http-equiv="refresh"');
    expect(page.links).toContain(`/decide/${id}/caller-check`);
  });

  it('tells what it waits for, since when, until when, how many of how many, and who asked; never who it is about', async () => {
    const id = await desk.reset('checked');
    const page = await (await desk.agent()).get(`/help/${id}`);
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
    const other = await (await desk.agent('henry')).get(`/help/${id}`);
    expect(other.text).toContain('by another agent of the helpdesk.');
    expect(other.links).toContain(`/decide/${id}/caller-check`);
  });

  it('has the numbers for those who approve where the subject has no page, for the agent who asked alone, once the caller was checked', async () => {
    const approval = check({ options: { labels: ['A', 'B'] } });
    const early = await desk.reset('vouched', { steps: { 'caller-check': check(), approval } });
    expect((await (await desk.agent()).get(`/help/${early}`)).text).not.toMatch(/A: \d{4}/);
    const id = await desk.reset('vouched', { steps: { 'caller-check': check({ state: 'passed' }), approval } });
    const page = await (await desk.agent()).get(`/help/${id}`);
    expect(page.text).toMatch(/Approval by people who know them .*Read these out to the caller.* A: \d{4} B: \d{4}/);
    expect((await (await desk.agent('henry')).get(`/help/${id}`)).text).not.toMatch(/A: \d{4}/);
    const other = await desk.reset('told', { steps: { 'caller-check': check({ options: { labels: ['A'] } }) } });
    expect((await (await desk.agent()).get(`/help/${other}`)).text).not.toMatch(/A: \d{4}/);
  });

  it.each([
    ['hanna', true],
    ['henry', false],
    ['ada', false],
  ] as const)(
    'has no more numbers than the API tells the same person, by looking and by events: %s, %s',
    async (name, areTold) => {
      const steps = {
        'caller-check': check({ state: 'passed' }),
        approval: check({ options: { labels: ['A', 'B'] } }),
      };
      const numbers = async (path: string) =>
        (await desk.told(name, path)).match(/"label":"[AB]","value":"\d{4}"/g)?.length;
      const ofBoth = areTold ? 2 : undefined;
      expect(await numbers(`/v1/resets/${await desk.reset('vouched', { steps })}`)).toBe(ofBoth);
      // Of one that has ended the stream ends.
      const over = await desk.reset('vouched', { steps, state: 'cancelled' });
      expect(await numbers(`/v1/resets/${over}/events`)).toBe(ofBoth);
      for (const [method, change] of [
        ['vouched', { ...steps, 'caller-check': check() }],
        ['told', { 'caller-check': check({ options: { labels: ['A'] } }) }],
      ] as const)
        expect(await numbers(`/v1/resets/${await desk.reset(method, { steps: change })}`)).toBeUndefined();
    },
  );

  it('does not lead an agent to a check who has made theirs', async () => {
    const id = await desk.reset('checked');
    const browser = await desk.agent();
    const form = await browser.get(`/decide/${id}/caller-check`);
    await browser.press(form, 'Approve: I talked to them', {
      'answer.caller-code': '12345678',
      'answer.named-manager': 'yes',
    });
    expect((await browser.get(`/help/${id}`)).links).not.toContain(`/decide/${id}/caller-check`);
    expect((await browser.get(`/decide/${id}/caller-check`)).heading).toBe('You have decided this already');
    expect((await (await desk.agent('henry')).get(`/help/${id}`)).links).toContain(`/decide/${id}/caller-check`);
  });

  it('is a plain page where there is none', async () => {
    for (const path of ['/help/none', '/help/none?n=7']) {
      const page = await (await desk.agent()).get(path);
      expect([page.status, page.heading]).toEqual([404, 'There is no such reset']);
    }
    const browser = await desk.agent();
    const { csrf = '' } = (await browser.get('/staff')).forms[0]!.fields;
    for (const verb of ['execute', 'collect'])
      expect((await browser.post(`/help/none/${verb}`, { csrf, key: 'k'.repeat(22) })).status).toBe(404);
  }, 20_000);

  it.each<[State, Partial<Reset>]>([
    ['requested', {}],
    ['executing', {}],
    ['authenticating', { steps: { 'email-code': code, 'caller-check': check({ state: 'open' }) } }],
  ])('asks again by itself while something goes on: %s', async (state, change) => {
    const id = await desk.reset('checked', { state, ...change });
    const page = await (await desk.agent()).get(`/help/${id}?n=1`);
    expect(page.html).toContain(`content="3;url=/help/${id}?n=2"`);
  });

  it.each(endings.map((ending) => [ending]))('says how it ended, and offers nothing more: %s', async (state) => {
    const page = await (await desk.agent()).get(`/help/${await desk.reset('told', { state })}`);
    expect(page.text).toMatch(/It has ended|It is done|It was cancelled/);
    expect(buttons(page)).toEqual([]);
    expect(page.links.some((link) => link.startsWith('/decide'))).toBe(false);
  });

  it.each([
    ['hanna', 'told', ['Make a temporary password', 'Cancel this reset']],
    ['henry', 'told', ['Cancel this reset']],
    ['hanna', 'checked', ['Cancel this reset']],
  ] as const)('lets only the agent who asked make a temporary password: %s, %s', async (name, method, offered) => {
    const id = await desk.reset(method, { state: 'authenticated' });
    expect(buttons(await (await desk.agent(name)).get(`/help/${id}`))).toEqual(offered);
  });

  it.each([
    ['hanna', ['Show me the temporary password']],
    ['henry', []],
  ] as const)('shows it to nobody else either: %s', async (name, offered) => {
    const id = await desk.reset('told', { state: 'delivering', steps: { 'agent-temporary': handed } });
    const page = await (await desk.agent(name)).get(`/help/${id}`);
    expect(buttons(page)).toEqual(offered);
  });

  it('has the password made, and shows it once, on the answer itself', async () => {
    const steps = { 'agent-temporary': handed };
    const id = await desk.reset('told', { state: 'authenticated', steps });
    const row = (await desk.ports.resets.get(id))!;
    desk.answer = async (name) => {
      if (name === 'collect') return { outcome: 'done', value: 'ref-1', view: { ...row, state: 'completed' } };
      await desk.ports.resets.save(
        { ...initial({ ...row, expiresAt: until, proveBy: until }), version: 9, state: 'delivering', steps },
        ['agent-temporary'],
      );
      return { outcome: 'done', passed: true, reasons: [], view: (await desk.ports.resets.get(id))! };
    };
    const sealed = { ref: 'ref-1', resetId: id, purpose: 'new-credential', value: packValue('hR7-temporary') } as const;
    await desk.ports.vault.seal({ ...sealed, expiresAt: until });
    const browser = await desk.agent();
    const ready = await browser.press(await browser.get(`/help/${id}`), 'Make a temporary password');
    expect([ready.path, desk.said]).toEqual([`/help/${id}`, ['execute']]);
    expect(ready.html).not.toContain('hR7-temporary');
    const shown = await browser.press(ready, 'Show me the temporary password');
    expect([shown.status, shown.heading]).toEqual([200, 'The temporary password']);
    expect(shown.text).toContain('hR7-temporary');
    expect(shown.text).toContain('They have to choose another one when they sign in with it.');
    expect((await browser.get(`/help/${id}`)).html).not.toContain('hR7-temporary');
  });

  it('refuses what is not for this agent, which is on record', async () => {
    const id = await desk.reset('told', { state: 'authenticated' });
    const own = await (await desk.agent()).get(`/help/${id}`);
    const browser = await desk.agent('henry');
    const { csrf = '' } = (await browser.get(`/help/${id}`)).forms[0]!.fields;
    for (const verb of ['execute', 'collect']) {
      const page = await browser.post(`/help/${id}/${verb}`, { ...own.forms[0]!.fields, csrf });
      expect([page.status, page.faults[0]?.message]).toEqual([403, expect.stringContaining('is not for you')]);
    }
    expect(desk.said).toEqual([]);
    const refused = (await desk.ports.audit.of(id)).filter((r) => r.type === 'refused').map((r) => r.data['route']);
    expect(refused).toEqual(['POST /help/:id/execute', 'POST /help/:id/collect']);
  });

  it.each<[ProblemType, number, RegExp]>([['outcome-unknown', 503, /it will not be done twice/]])(
    'says what stands in the way: %s',
    async (type, status, words) => {
      const id = await desk.reset('told', { state: 'authenticated' });
      desk.answer = () => Promise.reject(new Problem(type));
      const browser = await desk.agent();
      const before = await browser.get(`/help/${id}`);
      const page = await browser.press(before, 'Make a temporary password');
      expect([page.status, page.faults[0]?.message]).toEqual([status, expect.stringMatching(words)]);
      const isSame = page.forms[0]!.fields['key'] === before.forms[0]!.fields['key'];
      expect(isSame).toBe(type === 'outcome-unknown');
    },
  );

  const old = { state: 'passed', answeredAt: Date.now() - hour } as const;
  it.each<['told' | 'vouched', Record<string, StepState>, RegExp, string[]]>([
    ['told', { 'email-code': { ...code, ...old } }, /They have to show it once more, on their own page/, []],
    ['vouched', { 'caller-check': check(old) }, /Check the caller once more, in the list below/, ['caller-check']],
  ])('asks for what is too old before the value is made: %s', async (method, steps, words, decides) => {
    const id = await desk.reset(method, { state: 'authenticated', steps });
    const page = await (await desk.agent()).get(`/help/${id}`);
    expect(page.text).toMatch(words);
    expect(buttons(page)).not.toContain('Make a temporary password');
    expect(page.links.filter((l) => l.startsWith('/decide'))).toEqual(decides.map((step) => `/decide/${id}/${step}`));
  });

  it('shows what is to be proved once more where the value was asked for too late', async () => {
    const answeredAt = Date.now() - hour / 4;
    const steps = { 'caller-check': check({ state: 'passed', answeredAt }) };
    const id = await desk.reset('vouched', { state: 'authenticated', steps });
    desk.answer = () => Promise.reject(new Problem('proof-too-old'));
    const browser = await desk.agent();
    const page = await browser.press(await browser.get(`/help/${id}`), 'Make a temporary password');
    expect([page.path, desk.said]).toEqual([`/help/${id}`, ['execute']]);
  });

  it('is cancelled by any agent, and shows at once that it was', async () => {
    const id = await desk.reset('checked');
    const row = (await desk.ports.resets.get(id))!;
    desk.answer = async () => {
      const end = { ...initial({ ...row, expiresAt: until, proveBy: until }), version: 9, state: 'cancelled' } as const;
      await desk.ports.resets.close({ ...end, reason: 'staff' }, Date.now());
      return { outcome: 'done', view: (await desk.ports.resets.get(id))! };
    };
    const browser = await desk.agent('henry');
    const page = await browser.press(await browser.get(`/help/${id}`), 'Cancel this reset');
    expect([page.path, desk.said]).toEqual([`/help/${id}`, ['cancel']]);
    expect(page.text).toContain('It was cancelled. Nothing was changed.');
  });
});
