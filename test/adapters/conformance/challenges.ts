/** What every store of challenges must do: a guess is charged once, and judged the same as often as it is asked after. */
import { expect, it } from '@jest/globals';
import { minute, monday, type Suite } from './world.js';

const right = 'mac-right';
const wrong = 'mac-wrong';

export const challenges: Suite = (world) => {
  const issue = (round = 1, secretMac = right, more: { stepId?: string; resetId?: string } = {}) => {
    const { stepId = 'code', resetId = 'r1' } = more;
    const key = `${resetId}/${stepId}/${round}/challenge`;
    const expiresAt = world().time.now + 10 * minute;
    return world().ports.challenges.issue({ key, resetId, stepId, round, secretMac, expiresAt });
  };
  const guess = (key: string, secretMac: string, { round = 1, at = monday, max = 5, stepId = 'code' } = {}) =>
    world().ports.challenges.guess({ key, resetId: 'r1', stepId, round, secretMac, at, max });
  const no = { passed: false, expired: false };
  const yes = { passed: true, expired: false };

  it('passes the right guess and no other', async () => {
    await issue();
    expect(await guess('g1', wrong)).toEqual(no);
    expect(await guess('g2', right)).toEqual(yes);
  });

  it('passes nothing where nothing was issued', async () => {
    expect(await guess('g1', right)).toEqual(no);
    await issue();
    expect(await guess('g1', right, { stepId: 'other' })).toEqual(no);
  });

  it('answers a repeated guess as it did, and charges it once', async () => {
    await issue();
    for (let n = 0; n < 10; n++) expect(await guess('g1', wrong)).toEqual(no);
    expect(await guess('g1', right)).toEqual(no);
    expect(await guess('g2', right)).toEqual(yes);
    expect(await guess('g2', wrong)).toEqual(yes);
  });

  it('charges so many guesses and no more', async () => {
    await issue();
    for (let n = 1; n <= 3; n++) await guess(`g${n}`, wrong, { max: 3 });
    expect(await guess('g4', right, { max: 3 })).toEqual(no);
  });

  it('charges exactly so many where many guess at once', async () => {
    await issue();
    await Promise.all(Array.from({ length: 20 }, (_, n) => guess(`g${n}`, wrong)));
    expect(await guess('late', right)).toEqual(no);
    expect(await guess('late', right, { max: 6 })).toEqual(yes);
    expect(await guess('later', right, { max: 6 })).toEqual(no);
  });

  it('replaces the secret with a new round, and goes on counting', async () => {
    await issue(1);
    for (let n = 1; n <= 4; n++) await guess(`g${n}`, wrong);
    await issue(2, 'mac-two');
    expect(await guess('g5', 'mac-two', { round: 2 })).toEqual(yes);
    expect(await guess('g6', 'mac-two', { round: 2 })).toEqual(no);
  });

  it('passes nothing of an older round, and charges nothing for it', async () => {
    await issue(1);
    await issue(2, 'mac-two');
    for (let n = 1; n <= 9; n++) expect(await guess(`g${n}`, right, { round: 1 })).toEqual(no);
    expect(await guess('g10', right, { round: 2 })).toEqual(no);
    expect(await guess('g11', 'mac-two', { round: 2 })).toEqual(yes);
  });

  it('ignores a repeated or late issue', async () => {
    await issue(1);
    await issue(1, 'mac-other');
    expect(await guess('g1', right)).toEqual(yes);
    await issue(2, 'mac-two');
    await issue(1, 'mac-late');
    expect(await guess('g2', 'mac-two', { round: 2 })).toEqual(yes);
  });

  it('answers a repeated guess as it did, whatever came between', async () => {
    await issue(1);
    await guess('g1', right);
    await issue(2, 'mac-two');
    await world().ports.challenges.void('r1');
    expect(await guess('g1', right)).toEqual(yes);
  });

  it('tells an expired guess by when it was accepted, not by when it is judged', async () => {
    await issue();
    world().time.now += 60 * minute;
    expect(await guess('g1', right, { at: monday + 10 * minute })).toEqual(yes);
    expect(await guess('g2', right, { at: monday + 10 * minute + 1 })).toEqual({ passed: false, expired: true });
  });

  it('voids all of a reset, for good, and of no other', async () => {
    await issue(1, right);
    await issue(1, right, { resetId: 'r2' });
    await world().ports.challenges.void('r1');
    expect(await guess('g1', right)).toEqual(no);
    await issue(2, 'mac-two');
    expect(await guess('g2', 'mac-two', { round: 2 })).toEqual(no);
    await issue(1, right, { stepId: 'other' });
    expect(await guess('g3', right, { stepId: 'other' })).toEqual(no);
    const other = { key: 'g4', resetId: 'r2', stepId: 'code', round: 1, secretMac: right, at: monday, max: 5 };
    expect(await world().ports.challenges.guess(other)).toEqual(yes);
  });

  it('voids before anything was issued', async () => {
    await world().ports.challenges.void('r1');
    await issue();
    expect(await guess('g1', right)).toEqual(no);
  });

  it('keeps the steps of one reset apart, also when issued at once', async () => {
    await Promise.all([issue(1, 'mac-a', { stepId: 'a' }), issue(1, 'mac-b', { stepId: 'b' })]);
    expect(await guess('g1', 'mac-a', { stepId: 'b' })).toEqual(no);
    expect(await guess('g2', 'mac-a', { stepId: 'a' })).toEqual(yes);
    expect(await guess('g3', 'mac-b', { stepId: 'b' })).toEqual(yes);
  });
};
