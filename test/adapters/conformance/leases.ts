/** What every keeper of leases must do. */
import { expect, it } from '@jest/globals';
import { minute, type Suite } from './world.js';

export const leases: Suite = (world) => {
  const take = (holder: string, name = 'sweep') => world().ports.leases.take(name, holder, minute);

  it('gives a lease to one of many', async () => {
    const taken = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((holder) => take(holder)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('lets its holder renew it, and another take it once it has ended', async () => {
    expect(await take('a')).toBe(true);
    world().time.now += minute / 2;
    expect(await take('a')).toBe(true);
    world().time.now += minute - 1;
    expect(await take('b')).toBe(false);
    world().time.now += 1;
    expect(await take('b')).toBe(true);
    expect(await take('a')).toBe(false);
  });

  it('keeps leases of two names apart', async () => {
    expect(await take('a')).toBe(true);
    expect(await take('b', 'checkpoints')).toBe(true);
  });
};
