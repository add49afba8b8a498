// The page on which an agent checks a caller: a code is sent to what is on record, and what the caller reads out is typed.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ProblemType } from '../../domain/problems.js';
import { buttons, check, Desk } from './help-support.js';

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});

describe('the check of a caller', () => {
  const press = async (button: string, typed: Record<string, string> = {}, path?: string) => {
    const id = path ?? `/decide/${await desk.reset('checked')}/caller-check`;
    const browser = await desk.agent();
    return { browser, page: await browser.press(await browser.get(id), button, typed), id };
  };
  const answers = { 'answer.caller-code': ' 1234 5678 ', 'answer.named-manager': 'yes' };
  const approve = 'Approve: I talked to them';

  it('offers a button for each way to send a code, above the questions in the order of the prompt', async () => {
    const page = await (await desk.agent()).get(`/decide/${await desk.reset('checked')}/caller-check`);
    expect(page.heading).toBe('Check who calls');
    expect(page.text).toContain('Ticket INC-20417');
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
    expect(desk.said).toEqual(['caller-check send']);
  });

  it('says that a code is on its way where no worker is at work', async () => {
    desk.tally = null;
    const { page } = await press('By text message to the number on record');
    expect(page.text).toContain('The code is sent as soon as possible');
  }, 20_000);

  it('takes the code with its spaces, and goes back to the reset', async () => {
    desk.tally = { done: true, passed: true };
    const { page, id } = await press(approve, answers);
    expect(page.heading).toBe('Thank you: your approval counts');
    expect(page.links).toContain(id.replace('/decide/', '/help/').replace('/caller-check', ''));
    expect(desk.said).toEqual(['caller-check approve']);
  });

  it.each<[ProblemType, number, string | undefined]>([
    ['wrong-caller-code', 422, 'answer-caller-code'],
    ['no-code-sent', 409, 'answer-to'],
    ['script-not-met', 422, 'answer-named-manager'],
  ])('tells on the form what can be put right there, and keeps what was chosen: %s', async (refused, status, field) => {
    desk.tally = { done: false, passed: false, refused };
    const { page } = await press(approve, answers);
    expect(page.status).toBe(status);
    expect(page.faults).toEqual([{ message: expect.any(String), field }]);
    expect(page.html).toContain(`id="${field}"`);
    expect(page.forms.find((f) => f.button === approve)!.fields).toMatchObject({ 'answer.named-manager': 'yes' });
    expect(page.html).not.toMatch(/1234 ?5678/);
  });

  it('says that no more codes are sent', async () => {
    desk.tally = { done: false, passed: false, refused: 'no-more-challenges' };
    const { page } = await press('By email to the address on record');
    expect([page.status, page.faults[0]?.message]).toEqual([409, expect.stringContaining('No more codes')]);
  });

  it('is over for an agent who has made theirs', async () => {
    desk.tally = { done: false, passed: false, refused: 'decided-already' };
    const { page } = await press(approve, answers);
    expect([page.status, page.heading]).toEqual([409, 'You have decided this already']);
  });

  it('that was made too long ago can be begun once more by a code, and nothing else can be said before', async () => {
    const hour = 3_600_000;
    const passed = (ago: number) => ({
      state: 'authenticated' as const,
      steps: { 'caller-check': check({ state: 'passed', answeredAt: Date.now() - ago }) },
    });
    const id = `/decide/${await desk.reset('vouched', passed(hour))}/caller-check`;
    const browser = await desk.agent();
    const page = await browser.get(id);
    expect(page.text).toContain('The caller was checked, but too long ago.');
    expect(buttons(page)).toEqual(['By text message to the number on record', 'By email to the address on record']);
    const early = await browser.post(id, { ...page.forms[0]!.fields, ...answers, decision: 'approve' });
    expect([early.status, early.heading]).toEqual([409, 'There is nothing to decide any more']);
    expect(desk.said).toEqual([]);
    await browser.press(page, 'By text message to the number on record');
    expect(desk.said).toEqual(['caller-check send']);

    const fresh = await browser.get(`/decide/${await desk.reset('vouched', passed(hour / 4))}/caller-check`);
    expect(fresh.heading).toBe('There is nothing to decide any more');
  });

  it('that is made once more is for those, too, who made the one before', async () => {
    const id = await desk.reset('vouched', { steps: { 'caller-check': check({ round: 2 }) } });
    const { decisions } = desk.ports;
    const judge = async (name: string, round?: number): Promise<string> => {
      await decisions.record({ ...{ id: name, resetId: id, stepId: 'caller-check' }, ...hannas });
      await decisions.settle(id, name, { done: false, passed: false, ...(round !== undefined && { round }) });
      return (await (await desk.agent()).get(`/decide/${id}/caller-check`)).heading;
    };
    const hannas = { by: 'person-hanna', verdict: 'approve', at: Date.now() } as const;
    expect(await judge('before')).toBe('Check who calls');
    expect(await judge('now', 2)).toBe('You have decided this already');
  });

  it('takes no way that the method does not know', async () => {
    const { browser, page, id } = await press('By email to the address on record');
    const form = page.forms[0]!;
    const answered = await browser.post(id, { ...form.fields, 'answer.to': 'pigeon' });
    expect([answered.status, answered.faults[0]?.field]).toEqual([400, 'answer-to']);
    expect(desk.said).toHaveLength(1);
  });

  it.each([
    [0, 'class="hint">There were no other attempts'],
    [1, 'class="warned">There was 1 other attempt'],
    [3, 'class="warned">There were 3 other attempts'],
  ])('warns of other attempts of late: %s', async (others, words) => {
    const id = await desk.reset('checked');
    await desk.ports.decisions.tell(id, 'caller-check', [{ id: 'attempts', values: { others } }]);
    expect((await (await desk.agent()).get(`/decide/${id}/caller-check`)).html).toContain(words);
  });
});
