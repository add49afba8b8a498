// Lanes: a stranger who knows a name neither locks its owner out nor floods them.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evictions, judgeSend, maySend, sends, type Send } from '../../domain/lane.js';
import type { LaneEntry } from '../../domain/ports.js';

const entry = (resetId: string, source: string, at = 0, tried = false): LaneEntry => ({ resetId, source, at, tried });
const minute = 60_000;

/** When everything in these lanes is older than a code's life. */
const later = 60 * minute;

/** A lane as it fares when these ask one after the other, `apart` from each other; the last entry of each call is the newcomer. */
function play(arrivals: readonly { source: string; tried?: boolean }[], apart = 11 * minute): LaneEntry[] {
  return arrivals.reduce<LaneEntry[]>((lane, { source, tried = false }, i) => {
    const now = [...lane, entry(`r${i}`, source, i * apart, tried)];
    const out = evictions(now, `r${i}`, i * apart);
    return now.filter((e) => !out.includes(e.resetId));
  }, []);
}

describe('places in a lane', () => {
  const arrivals = (sources: string[]) =>
    fc.array(fc.record({ source: fc.constantFrom(...sources), tried: fc.boolean() }), { maxLength: 60 });

  it('a second reset of one address leaves the first; a third takes the place of the oldest', () => {
    expect(evictions([entry('a', 'x', 1), entry('b', 'x', 2)], 'b', later)).toEqual([]);
    expect(evictions([entry('a', 'x', 1), entry('b', 'x', 2), entry('c', 'x', 3)], 'c', later)).toEqual(['a']);
  });

  it('one in which a code was tried goes last', () => {
    expect(evictions([entry('a', 'x', 1, true), entry('b', 'x', 2), entry('c', 'x', 3)], 'c', later)).toEqual(['b']);
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
    expect(evictions(lane, 'n', later)).toEqual(['b']);
  });

  it('is not lost to another address within ten minutes, however many ask and whatever they try', () => {
    const tried = Array.from({ length: 10 }, (_, i) => entry(`t${i}`, `attacker-${i}`, 1, true));
    const lane = [entry('owner', 'owner', 0), ...tried, entry('n', 'attacker-11', 10 * minute)];
    expect(evictions(lane, 'n', 10 * minute)).toEqual([]);
    expect(evictions(lane, 'n', 10 * minute + 1)).toEqual(['owner']);
  });

  it('is lost to one of the same address at any time', () => {
    expect(evictions([entry('a', 'x', 1), entry('b', 'x', 2), entry('c', 'x', 3)], 'c', 3)).toEqual(['a']);
  });

  it('are given up a few at a time, however many there are', () => {
    const many = Array.from({ length: 500 }, (_, i) => entry(`e${i}`, `s${i}`, i));
    expect(evictions([...many, entry('n', 'x', later)], 'n', later)).toHaveLength(10);
  });

  it('an owner keeps their newest reset for ten minutes, whoever asks', () => {
    const others = arrivals(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
    fc.assert(
      fc.property(others, others, (first, then) => {
        const lane = play([...first, { source: 'owner' }, ...then], (9 * minute) / 60);
        expect(lane.map((e) => e.resetId)).toContain(`r${first.length}`);
      }),
    );
  });

  it('is not lost by a newcomer, nor by anybody where there is room', () => {
    expect(evictions([entry('n', 'x', 1)], 'n', later)).toEqual([]);
    expect(evictions([], 'n', later)).toEqual([]);
  });

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
        const now = all.length * 11 * minute;
        const lane = [...play(all), entry('n', source, now)];
        const lost = evictions(lane, 'n', now).map((id) => lane.find((e) => e.resetId === id)!);
        if (lane.length <= 6) for (const e of lost) expect(e.source).toBe(source);
      }),
    );
  });
});

describe('mails to one name', () => {
  const from = (source: string, network = source) => ({ source, network });
  const many = (n: number, each: (i: number) => ReturnType<typeof from>) =>
    Array.from({ length: n }, (_, i) => each(i));

  it('are three an hour from one address', () => {
    expect(sends.window).toBe(60 * minute);
    const x = many(3, () => from('x'));
    expect(maySend(x.slice(1), from('x'))).toBe(true);
    expect(maySend(x, from('x'))).toBe(false);
    expect(maySend(x, from('y'))).toBe(true);
  });

  it('are six an hour from one network', () => {
    const one = many(6, (i) => from(`a${i}`, 'one'));
    expect(maySend(one.slice(1), from('b', 'one'))).toBe(true);
    expect(maySend(one, from('b', 'one'))).toBe(false);
    expect(maySend(one, from('b', 'two'))).toBe(true);
  });

  it('still reach the owner whose network has sent none yet, while others have used up the name', () => {
    const hammered = many(12, (i) => from(`attacker-${i % 4}`));
    const owner = from('owner', 'home');
    expect(maySend(hammered, owner)).toBe(true);
    expect(maySend([...hammered, from('another', 'home')], owner)).toBe(false);
    const wide = many(48, (i) => from(`attacker-${i}`));
    expect(maySend(wide.slice(1), owner)).toBe(true);
    expect(maySend(wide, owner)).toBe(false);
  });

  /** What a lane keeps when these ask one after the other. */
  const ask = (asks: readonly number[], apart = 1): Send[] =>
    asks.reduce<Send[]>((kept, n, i) => {
      const lane = { name: 'lane', ...from(`s${n}`, `n${n % 20}`) };
      return judgeSend(kept, lane, `k${i}`, i * apart).keep ?? kept;
    }, []);
  const asks = fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 300 });

  it('are bounded, whoever asks however often, and so is what is remembered', () => {
    fc.assert(
      fc.property(asks, (all) => {
        const kept = ask(all);
        const out = kept.filter((s) => s.heard);
        expect(kept.length).toBeLessThanOrEqual(60);
        expect(out.length).toBeLessThanOrEqual(48);
        for (const { source, network } of out) {
          expect(out.filter((s) => s.source === source).length).toBeLessThanOrEqual(3);
          expect(out.filter((s) => s.network === network).length).toBeLessThanOrEqual(6);
        }
      }),
    );
  });

  it('are judged once: the same key is told the same', () => {
    fc.assert(
      fc.property(asks, (all) => {
        const kept = ask(all);
        for (const { key, heard } of kept)
          expect(judgeSend(kept, { name: 'lane', ...from('x') }, key, 0)).toEqual({ heard, keep: null });
      }),
    );
  });

  it('are forgotten after an hour', () => {
    const kept = ask([1, 1, 1, 1], 20 * minute);
    expect(kept.map((s) => s.heard)).toEqual([true, true, true]);
  });
});
