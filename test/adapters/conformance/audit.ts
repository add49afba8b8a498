/** What every audit must do: chains that show any change, and checkpoints that show what the chains themselves cannot. */
import { expect, it } from '@jest/globals';
import { chainOn, noHead } from '../../../adapters/audit-chain.js';
import type { AuditEvent, AuditRecord } from '../../../domain/ports.js';
import { minute, monday, type Suite } from './world.js';

const event = (key: string, at = monday): AuditEvent => ({
  key,
  type: 'step.passed',
  at,
  data: { step: 'code', n: 1 },
});

export const audit: Suite = (world) => {
  const a = () => world().ports.audit;
  const faults = async () => (await a().verify()).faults;
  const three = (resetId = 'r1') => a().append(resetId, [event('k1'), event('k2'), event('k3')]);
  /** All records, chained anew as one would who can write but not sign. */
  const forged = (records: readonly AuditEvent[]): AuditRecord[] => chainOn('r1', noHead, records);

  it('chains the events of a reset in their order', async () => {
    await a().append('r1', [event('k1'), event('k2')]);
    await a().append('r2', [event('k1')]);
    await a().append('r1', [event('k3', monday + minute)]);
    const records = await a().of('r1');
    expect(records.map((r) => [r.seq, r.key, r.at])).toEqual([
      [1, 'k1', monday],
      [2, 'k2', monday],
      [3, 'k3', monday + minute],
    ]);
    expect(records.map((r) => r.prev)).toEqual(['', records[0]?.hash, records[1]?.hash]);
    expect(records[0]).toMatchObject({ resetId: 'r1', type: 'step.passed', data: { step: 'code', n: 1 } });
    expect(await a().of('r3')).toEqual([]);
    expect(await a().verify()).toEqual({ chains: 2, records: 4, checkpoints: 0, faults: [] });
  });

  it('adds nothing for an event that it has', async () => {
    await a().append('r1', [event('k1')]);
    await a().append('r1', [event('k1', monday + minute), event('k2')]);
    await a().append('r1', [event('k2')]);
    await a().append('r1', []);
    expect((await a().of('r1')).map((r) => [r.key, r.at])).toEqual([
      ['k1', monday],
      ['k2', monday],
    ]);
  });

  it('keeps one chain where many append at once', async () => {
    await Promise.all(['k1', 'k2', 'k3', 'k4', 'k1'].map((key) => a().append('r1', [event(key)])));
    expect(await a().verify()).toMatchObject({ records: 4, faults: [] });
  });

  it('takes a checkpoint over the chains that moved since the last one', async () => {
    await three('r1');
    await three('r2');
    expect(await a().checkpoint()).toBe(2);
    expect(await a().checkpoint()).toBe(0);
    await a().append('r1', [event('k4')]);
    expect(await a().checkpoint()).toBe(1);
    expect(await a().verify()).toEqual({ chains: 2, records: 7, checkpoints: 2, faults: [] });
  });

  const changes: Record<string, (r: AuditRecord[]) => AuditRecord[]> = {
    changed: ([one, two, three_]) => [one!, { ...two!, data: { step: 'other', n: 1 } }, three_!],
    'moved in time': ([one, two, three_]) => [one!, { ...two!, at: 0 }, three_!],
    removed: ([one, , three_]) => [one!, three_!],
    reordered: ([one, two, three_]) => [two!, one!, three_!],
    inserted: ([one, ...rest]) => [one!, one!, ...rest],
    'taken from another reset': ([one, ...rest]) => [{ ...one!, resetId: 'r2' }, ...rest],
    'cut off': ([one, two]) => [one!, two!],
  };
  it.each(Object.entries(changes))('finds a record that was %s', async (_what, change) => {
    await three();
    await world().tamper.records('r1', change);
    expect(await faults()).toEqual([expect.stringContaining('reset r1')]);
  });

  const rewritten: Record<string, (r: AuditRecord[]) => AuditRecord[]> = {
    'a chain cut short and chained anew': (r) => forged(r.slice(0, 2)),
    'a changed record with all after it chained anew': (r) => forged(r.map((e, i) => (i === 0 ? { ...e, at: 0 } : e))),
  };
  it.each(Object.entries(rewritten))('finds, behind a checkpoint, %s', async (_what, change) => {
    await three();
    await a().checkpoint();
    await world().tamper.recordsAndHead('r1', change);
    expect(await faults()).toEqual([expect.stringMatching(/reset r1.*checkpoint 1/)]);
  });

  it('finds a chain that is gone behind a checkpoint', async () => {
    await three();
    await a().checkpoint();
    await world().tamper.dropChain('r1');
    expect(await faults()).toEqual([expect.stringContaining('all of which are gone')]);
  });

  const forgeries: Record<string, (lines: string[]) => string[]> = {
    'changed checkpoint': (lines) => lines.map((l) => l.replace('"r1",3', '"r1",2')),
    'removed checkpoint': (lines) => lines.slice(1),
    'reordered pair of checkpoints': (lines) => lines.toReversed(),
    'doubled checkpoint': (lines) => [lines[0]!, ...lines],
    'checkpoint that is none': (lines) => [...lines, '{"checkpoint":{}}'],
    'checkpoint without a right signature': (lines) => [
      lines[0]!,
      lines[1]!.replace(/"signature":"..../, '"signature":"AAAA'),
    ],
  };
  it.each(Object.entries(forgeries))('finds a %s', async (_what, change) => {
    await three();
    await a().checkpoint();
    await a().append('r1', [event('k4')]);
    await a().checkpoint();
    expect(await faults()).toEqual([]);
    await world().tamper.lines(change);
    expect((await faults()).join('\n')).toContain('checkpoint line');
  });
};
