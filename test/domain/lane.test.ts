// Lanes: a stranger who knows a name neither locks its owner out nor floods them.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evictions, maySend, sendWindow } from '../../domain/lane.js';
import type { LaneEntry } from '../../domain/ports.js';

const entry = (resetId: string, source: string, at = 0, tried = false): LaneEntry => ({ resetId, source, at, tried });
const minute = 60_000;

/** A lane as it fares when these ask one after the other; the last entry of each call is the newcomer. */
function play(arrivals: readonly { source: string; tried?: boolean }[]): LaneEntry[] {
  return arrivals.reduce<LaneEntry[]>((lane, { source, tried = false }, at) => {
    const now = [...lane, entry(`r${at}`, source, at, tried)];
    const out = evictions(now, `r${at}`);
    return now.filter((e) => !out.includes(e.resetId));
  }, []);
}

describe('places in a lane', () => {
  it('a second reset of one address leaves the first; a third takes the place of the oldest', () => {
    expect(evictions([entry('a', 'x', 1), entry('b', 'x', 2)], 'b')).toEqual([]);
    expect(evictions([entry('a', 'x', 1), entry('b', 'x', 2), entry('c', 'x', 3)], 'c')).toEqual(['a']);
  });

  it('one in which a code was tried goes last', () => {
    expect(evictions([entry('a', 'x', 1, true), entry('b', 'x', 2), entry('c', 'x', 3)], 'c')).toEqual(['b']);
  });

  it('a full lane takes the place from the address that holds most', () => {
    const lane = [
      entry('a', 'x', 1),
      entry('b', 'y', 2),
      entry('c', 'y', 3),
      entry('d', 'z', 4),
      entry('e', 'v', 5),
      entry('f', 'u', 6),
      entry('n', 'w', 7),
    ];
    expect(evictions(lane, 'n')).toEqual(['b']);
  });

  it('is not lost by a newcomer, nor by anybody where there is room', () => {
    expect(evictions([entry('n', 'x', 1)], 'n')).toEqual([]);
    expect(evictions([], 'n')).toEqual([]);
  });

  const arrivals = (sources: string[]) =>
    fc.array(fc.record({ source: fc.constantFrom(...sources), tried: fc.boolean() }), { maxLength: 60 });

  it('never grow beyond six, two an address, and always hold the newcomer', () => {
    fc.assert(
      fc.property(arrivals(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']), (all) => {
        const lane = play(all);
        expect(lane.length).toBeLessThanOrEqual(6);
        for (const { source } of lane) expect(lane.filter((e) => e.source === source).length).toBeLessThanOrEqual(2);
        if (all.length > 0) expect(lane.map((e) => e.resetId)).toContain(`r${all.length - 1}`);
      }),
    );
  });

  it('an owner keeps their newest reset, however one address hammers', () => {
    fc.assert(
      fc.property(arrivals(['attacker']), arrivals(['attacker']), (first, then) => {
        const lane = play([...first, { source: 'owner' }, ...then]);
        expect(lane.map((e) => e.resetId)).toContain(`r${first.length}`);
      }),
    );
  });

  it('two hammering addresses never take the place of a third', () => {
    fc.assert(
      fc.property(arrivals(['attacker-1', 'attacker-2']), (then) => {
        const lane = play([{ source: 'owner' }, { source: 'owner' }, ...then]);
        expect(lane.filter((e) => e.source === 'owner').map((e) => e.resetId)).toEqual(['r0', 'r1']);
      }),
    );
  });

  it('are lost to one of the same address, or to nobody, as long as the lane has room', () => {
    fc.assert(
      fc.property(arrivals(['a', 'b', 'c']), fc.constantFrom('a', 'b', 'c'), (all, source) => {
        const lane = [...play(all), entry('n', source, all.length)];
        const lost = evictions(lane, 'n').map((id) => lane.find((e) => e.resetId === id)!);
        if (lane.length <= 6) for (const e of lost) expect(e.source).toBe(source);
      }),
    );
  });
});

describe('mails to one name', () => {
  const sent = (...sources: string[]) => sources.map((source) => ({ source }));
  const many = (n: number, each: (i: number) => string) => sent(...Array.from({ length: n }, (_, i) => each(i)));

  it('are three an hour from one address', () => {
    expect(sendWindow).toBe(60 * minute);
    expect(maySend(sent('x', 'x'), 'x')).toBe(true);
    expect(maySend(sent('x', 'x', 'x'), 'x')).toBe(false);
    expect(maySend(sent('x', 'x', 'x'), 'y')).toBe(true);
  });

  it('still reach the owner who has sent none yet, while others have used up the name', () => {
    const hammered = many(12, (i) => `attacker-${i % 4}`);
    expect(maySend(hammered, 'attacker-5')).toBe(true);
    expect(maySend([...hammered, { source: 'owner' }], 'owner')).toBe(false);
    expect(
      maySend(
        many(24, (i) => `attacker-${i}`),
        'owner',
      ),
    ).toBe(false);
  });

  it('are bounded, whoever asks however often', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 300 }), (asks) => {
        const out: { source: string }[] = [];
        for (const n of asks) if (maySend(out, `s${n}`)) out.push({ source: `s${n}` });
        expect(out.length).toBeLessThanOrEqual(24);
        for (const { source } of out) expect(out.filter((s) => s.source === source).length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
