/** What every store of decisions must do. */
import { expect, it } from '@jest/globals';
import { Conflict, TooMany, decisionsAtMost, type DecisionRecord } from '../../../domain/ports.js';
import { minute, monday, type Suite } from './world.js';

const yes: DecisionRecord = {
  id: 'd1',
  resetId: 'r1',
  stepId: 'approval',
  by: 'person-mona',
  verdict: 'approve',
  evidence: 'ref-1',
  at: monday,
};
const bob = { personId: 'person-bob', label: 'A' };
const counted = { done: false, passed: false, waitingFor: { id: 'approvals', values: { have: 1, needed: 2 } } };

export const decisions: Suite = (world) => {
  const d = () => world().ports.decisions;

  it('keeps whom a step asks, each once', async () => {
    await d().ask('r1', 'approval', [bob, { role: 'rekey-helpdesk', label: 'B' }]);
    await d().ask('r1', 'approval', [
      { ...bob, label: 'C' },
      { personId: 'person-carol', label: 'C' },
    ]);
    await d().ask('r1', 'other', [bob]);
    await d().ask('r1', 'approval', []);
    expect(await d().asked('r1', 'approval')).toEqual([
      bob,
      { role: 'rekey-helpdesk', label: 'B' },
      { personId: 'person-carol', label: 'C' },
    ]);
    expect(await d().asked('r1', 'other')).toEqual([bob]);
    expect(await d().asked('r2', 'approval')).toEqual([]);
  });

  it('keeps what deciders are told besides: the last word of each step', async () => {
    expect(await d().told('r1', 'caller-check')).toEqual([]);
    await d().tell('r1', 'caller-check', [{ id: 'attempts', values: { others: 0 } }]);
    await d().tell('r1', 'caller-check', [{ id: 'attempts', values: { others: 2 } }]);
    await d().tell('r1', 'approval', []);
    expect(await d().told('r1', 'caller-check')).toEqual([{ id: 'attempts', values: { others: 2 } }]);
    expect(await d().told('r2', 'caller-check')).toEqual([]);
  });

  it('gives a decision back as it was recorded, for its reset only', async () => {
    expect(await d().record(yes)).toEqual(yes);
    expect(await d().get('r1', 'd1')).toEqual(yes);
    expect(await d().get('r2', 'd1')).toBeNull();
    expect(await d().get('r1', 'd2')).toBeNull();
  });

  it('keeps the groups of whoever said it: those of the first time', async () => {
    const groups = ['sales', 'Domain Users', 'Zürich "北"', 'sales'];
    expect(await d().record({ ...yes, groups })).toEqual({ ...yes, groups });
    for (const later of [{ groups: ['helpdesk'] }, {}])
      expect(await d().record({ ...yes, ...later })).toEqual({ ...yes, groups });
    await d().settle('r1', 'd1', counted);
    expect(await d().judged('r1', 'approval')).toEqual([{ ...yes, groups, tally: counted }]);
  });

  it('keeps the first of several under one id, and refuses another', async () => {
    await Promise.all([d().record(yes), d().record(yes), d().record(yes)]);
    expect(await d().record({ ...yes, at: monday + minute })).toEqual(yes);
    for (const change of [
      { verdict: 'refuse' as const },
      { by: 'person-eve' },
      { stepId: 'other' },
      { evidence: 'ref-2' },
    ])
      await expect(d().record({ ...yes, ...change })).rejects.toThrow(Conflict);
    expect(await d().get('r1', 'd1')).toEqual(yes);
  });

  it('takes a bounded number of them for one reset', async () => {
    for (let n = 0; n < decisionsAtMost; n++) await d().record({ ...yes, id: `d${n}` });
    await expect(d().record({ ...yes, id: 'one-more' })).rejects.toThrow(TooMany);
    expect(await d().record({ ...yes, id: 'd7', at: monday + minute })).toMatchObject({ id: 'd7' });
  });

  it('takes a veto, however many there are: nobody can talk it down', async () => {
    for (let n = 0; n < decisionsAtMost; n++) await d().record({ ...yes, id: `d${n}` });
    const veto: DecisionRecord = { id: 'v', resetId: 'r1', stepId: 'veto', by: 'subject', verdict: 'veto', at: monday };
    expect(await d().record(veto)).toEqual(veto);
    expect(await d().get('r1', 'v')).toEqual(veto);
    await expect(d().record({ ...veto, id: 'v2' })).rejects.toThrow(TooMany);
  });

  it('keeps what came of a decision first, and tells them in the order in which they were judged', async () => {
    await d().record(yes);
    await d().record({ ...yes, id: 'd2', by: 'person-bob' });
    await d().record({ ...yes, id: 'd3', stepId: 'other' });
    expect(await d().judged('r1', 'approval')).toEqual([]);
    expect(await d().settle('r1', 'd2', counted)).toEqual(counted);
    expect(await d().settle('r1', 'd1', { done: true, passed: true })).toEqual({ done: true, passed: true });
    expect(await d().settle('r1', 'd2', { done: true, passed: false })).toEqual(counted);
    await d().settle('r1', 'd3', counted);
    expect((await d().judged('r1', 'approval')).map((j) => [j.id, j.by, j.tally.done])).toEqual([
      ['d2', 'person-bob', false],
      ['d1', 'person-mona', true],
    ]);
    expect((await d().judged('r1')).map((j) => [j.id, j.stepId])).toEqual([
      ['d2', 'approval'],
      ['d1', 'approval'],
      ['d3', 'other'],
    ]);
  });

  it('knows what a person approved since a moment, where it counted', async () => {
    await d().record(yes);
    await d().record({ ...yes, id: 'd2', verdict: 'refuse' });
    await d().record({ ...yes, id: 'd3' });
    await d().record({ ...yes, resetId: 'r2', at: monday + minute });
    await d().record({ ...yes, resetId: 'r3', at: monday - minute });
    await d().settle('r1', 'd1', counted);
    await d().settle('r1', 'd2', counted);
    await d().settle('r1', 'd3', { ...counted, refused: 'decided-already' });
    await d().settle('r2', 'd1', { done: true, passed: true });
    await d().settle('r3', 'd1', counted);
    expect(await d().approvedBy('person-mona', monday)).toEqual([
      { resetId: 'r2', at: monday + minute },
      { resetId: 'r1', at: monday },
    ]);
    expect(await d().approvedBy('person-bob', monday)).toEqual([]);
  });
};
