/**
 * What every keeper of quotas must do: no more mails of a lane than its quota and no more requests of a colleague than the cap, however many
 * ask at once, and one answer a key.
 */
import { describe, expect, it } from '@jest/globals';
import { minute, monday, type Suite } from './world.js';

export const quotas: Suite = (world) => {
  const take = (key: string, source: string, { network = source, name = 'lane-a', at = monday } = {}) =>
    world().ports.quotas.take({ name, source, network }, key, at);
  const each = <T>(n: number, one: (i: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: n }, (_, i) => one(i)));
  const heard = (answers: boolean[]): number => answers.filter(Boolean).length;

  it('lets three of twelve go that one source asks for at once, and says the same when asked again', async () => {
    const asked = () => each(12, (i) => take(`r${i}`, 'x'));
    const first = await asked();
    expect(heard(first)).toBe(3);
    expect(await asked()).toEqual(first);
  });

  it('counts a key once, however often and from wherever it is repeated', async () => {
    expect(await each(4, () => take('r1', 'x'))).toEqual([true, true, true, true]);
    expect(heard([await take('r2', 'x'), await take('r3', 'x'), await take('r4', 'x')])).toBe(2);
    expect(await take('r4', 'y')).toBe(false);
    expect(await take('r1', 'y')).toBe(true);
  });

  it('lets the owner send from another network after 24 from one', async () => {
    for (let i = 0; i < 24; i++) await take(`r${i}`, `attacker-${i}`, { network: 'one' });
    expect(await take('owner', 'owner')).toBe(true);
  });

  it('counts over an hour', async () => {
    for (let i = 0; i < 3; i++) await take(`r${i}`, 'x');
    expect(await take('early', 'x', { at: monday + 60 * minute - 1 })).toBe(false);
    expect(await take('late', 'x', { at: monday + 60 * minute })).toBe(true);
  });

  it('closes a lane until a moment, never for less than before, and goes on counting its mails', async () => {
    const { quotas: port } = world().ports;
    expect(await port.frozen('lane-f', monday)).toBe(false);
    await port.freeze('lane-f', monday + 60 * minute);
    await port.freeze('lane-f', monday + 30 * minute);
    expect(await port.frozen('lane-f', monday + 59 * minute)).toBe(true);
    expect(await port.frozen('lane-f', monday + 60 * minute)).toBe(false);
    expect(await port.frozen('lane-g', monday)).toBe(false);
    expect(heard(await each(5, (i) => take(`f${i}`, 'x', { name: 'lane-f' })))).toBe(3);
    await port.freeze('lane-f', monday + 90 * minute);
    expect(await take('f9', 'x', { name: 'lane-f' })).toBe(false);
  });

  it('keeps lanes apart', async () => {
    for (let i = 0; i < 3; i++) await take(`r${i}`, 'x');
    expect(await take('r3', 'x', { name: 'lane-b' })).toBe(true);
  });

  describe('of a colleague', () => {
    const ask = (key: string, name: string, { colleague = 'colleague-a', at = monday } = {}) =>
      world().ports.quotas.ask(colleague, { key, name, at });
    const allowed = (answers: { allowed: boolean }[]): number => answers.filter((a) => a.allowed).length;

    it('lets five of twenty people be asked for at once, and tells when the next may', async () => {
      const answers = await each(20, (i) => ask(`r${i}`, `p${i}`));
      expect(allowed(answers)).toBe(5);
      expect(answers).toContainEqual({ allowed: false, until: monday + 24 * 60 * minute });
    });

    it('lets ten of twenty resets of one person be asked for at once', async () => {
      expect(allowed(await each(20, (i) => ask(`r${i}`, 'p')))).toBe(10);
    });

    it('counts a key once, however often and at once it is repeated', async () => {
      expect(allowed(await each(6, () => ask('r1', 'p1')))).toBe(6);
      for (let i = 2; i <= 5; i++) expect(await ask(`r${i}`, `p${i}`)).toEqual({ allowed: true });
      expect(await ask('r6', 'p6')).toMatchObject({ allowed: false });
      expect(await ask('r1', 'p1')).toEqual({ allowed: true });
    });

    it('keeps colleagues apart, and from lanes', async () => {
      await each(5, (i) => ask(`r${i}`, `p${i}`));
      expect(await ask('r5', 'p5', { colleague: 'colleague-b' })).toEqual({ allowed: true });
      expect(await take('r0', 'x')).toBe(true);
    });

    it('forgets what was asked for a day ago', async () => {
      const day = 24 * 60 * minute;
      await each(5, (i) => ask(`r${i}`, `p${i}`));
      expect(await ask('r5', 'p5', { at: monday + day - 1 })).toMatchObject({ allowed: false });
      expect(await ask('r5', 'p5', { at: monday + day })).toEqual({ allowed: true });
    });
  });

  it('forgets none that went out, however many are asked for', async () => {
    for (let i = 0; i < 48; i++) await take(`heard-${i}`, `s${i}`);
    for (let i = 0; i < 80; i++) expect(await take(`unheard-${i}`, `s${i % 60}`)).toBe(false);
    for (let i = 0; i < 48; i++) expect(await take(`heard-${i}`, `s${i}`)).toBe(true);
  });
};
