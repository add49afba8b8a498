// How many resets a colleague may ask for.
import { describe, expect, it } from '@jest/globals';
import { colleagueCap, judgeAsking, type Asked, type Asking } from '../../domain/colleague.js';

const hour = 3_600_000;

/** One colleague who asks again and again. */
class Colleague {
  kept: readonly Asking[] = [];
  ask(name: string, at: number, key = `${name}/${at}`): Asked {
    const { asked, keep } = judgeAsking(this.kept, { key, name, at });
    this.kept = keep ?? this.kept;
    return asked;
  }
}
const yes = { allowed: true };

describe('a colleague', () => {
  it('asks for five people a day, for each of them twice, and then waits until the first is forgotten', () => {
    const bob = new Colleague();
    for (let i = 0; i < 5; i++) expect(bob.ask(`p${i}`, i * hour)).toEqual(yes);
    expect(bob.ask('p5', 5 * hour)).toEqual({ allowed: false, until: 24 * hour });
    for (let i = 0; i < 5; i++) expect(bob.ask(`p${i}`, (6 + i) * hour)).toEqual(yes);
    expect(bob.ask('p0', 11 * hour)).toEqual({ allowed: false, until: 24 * hour });
    // p0 was asked for a second time at 6 h.
    expect(bob.ask('p5', 12 * hour)).toEqual({ allowed: false, until: 30 * hour });
    expect(bob.ask('p0', 24 * hour)).toEqual(yes);
  });

  it('may come again exactly when told', () => {
    const bob = new Colleague();
    for (let i = 0; i < 5; i++) bob.ask(`p${i}`, i);
    const { until } = bob.ask('p5', 10) as { until: number };
    expect(bob.ask('p5', until - 1)).toMatchObject({ allowed: false });
    expect(bob.ask('p5', until)).toEqual(yes);
  });

  it('is counted once for one request, however often it is repeated, and again for another name under its key', () => {
    const bob = new Colleague();
    for (let i = 0; i < 30; i++) expect(bob.ask('p0', i, 'key')).toEqual(yes);
    expect(bob.kept).toHaveLength(1);
    bob.ask('p1', 31, 'key');
    expect(bob.kept).toHaveLength(2);
  });

  it('leaves no more than the cap behind, whatever is asked', () => {
    const bob = new Colleague();
    for (let i = 0; i < 500; i++) bob.ask(`p${i % 7}`, i * 60_000);
    expect(bob.kept.length).toBeLessThanOrEqual(colleagueCap.resets);
  });
});
