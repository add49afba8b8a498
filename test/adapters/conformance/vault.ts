/** What every vault must do. */
import { expect, it } from '@jest/globals';
import { Conflict, Gone, type Purpose } from '../../../domain/ports.js';
import { minute, monday, type Suite } from './world.js';

const item = {
  ref: 'ref-1',
  resetId: 'reset-1',
  purpose: 'answer' as Purpose,
  value: 'a secret',
  expiresAt: monday + 10 * minute,
  bodyMac: 'mac-1',
};
const bound = { resetId: 'reset-1', purpose: 'answer' as Purpose };

export const vault: Suite = (world) => {
  const seal = (change: Partial<typeof item> = {}) => world().ports.vault.seal({ ...item, ...change });
  const open = (ref = 'ref-1', change: Partial<typeof bound> = {}) =>
    world().ports.vault.open(ref, { ...bound, ...change });

  it('opens what was sealed, as often as asked, and tells since when', async () => {
    expect(await seal()).toEqual({ sealedAt: monday, repeated: false });
    world().time.now += minute;
    expect(await open()).toEqual({ value: 'a secret', sealedAt: monday });
    expect(await open()).toEqual({ value: 'a secret', sealedAt: monday });
  });

  it('keeps the first value of a name', async () => {
    await seal();
    world().time.now += minute;
    expect(await seal({ value: 'another', expiresAt: monday + 20 * minute })).toEqual({
      sealedAt: monday,
      repeated: true,
    });
    expect((await open()).value).toBe('a secret');
  });

  it('refuses another body or another purpose under the same name', async () => {
    await seal();
    await expect(seal({ bodyMac: 'mac-2' })).rejects.toBeInstanceOf(Conflict);
    await expect(seal({ purpose: 'request' })).rejects.toBeInstanceOf(Conflict);
  });

  it('opens only for the reset and purpose it was sealed for', async () => {
    await seal();
    await expect(open('ref-1', { resetId: 'reset-2' })).rejects.toBeInstanceOf(Gone);
    await expect(open('ref-1', { purpose: 'new-credential' })).rejects.toBeInstanceOf(Gone);
    await expect(open('ref-2')).rejects.toBeInstanceOf(Gone);
  });

  it('keeps the values of two resets apart, even under one name', async () => {
    await seal();
    await seal({ resetId: 'reset-2', value: 'of the other' });
    expect((await open()).value).toBe('a secret');
    expect((await open('ref-1', { resetId: 'reset-2' })).value).toBe('of the other');
  });

  it('does not open what has expired', async () => {
    await seal();
    world().time.now = item.expiresAt - 1;
    expect((await open()).value).toBe('a secret');
    world().time.now = item.expiresAt;
    await expect(open()).rejects.toBeInstanceOf(Gone);
  });

  it('shreds every value of a reset and of no other', async () => {
    await seal();
    await seal({ ref: 'ref-2' });
    await seal({ resetId: 'reset-2' });
    await world().ports.vault.shred('reset-1');
    await expect(open()).rejects.toBeInstanceOf(Gone);
    await expect(open('ref-2')).rejects.toBeInstanceOf(Gone);
    expect((await open('ref-1', { resetId: 'reset-2' })).value).toBe('a secret');
  });

  it('keeps one value until its moment while it shreds the rest, also when asked twice', async () => {
    await seal();
    await seal({ ref: 'ref-2' });
    const keep = { ref: 'ref-2', until: monday + minute };
    await world().ports.vault.shred('reset-1', keep);
    await world().ports.vault.shred('reset-1', keep);
    await expect(open()).rejects.toBeInstanceOf(Gone);
    expect((await open('ref-2')).value).toBe('a secret');
    world().time.now += minute;
    await expect(open('ref-2')).rejects.toBeInstanceOf(Gone);
  });

  it('remembers names and bodies when the values are gone', async () => {
    await seal();
    await world().ports.vault.shred('reset-1');
    expect(await seal()).toEqual({ sealedAt: monday, repeated: true });
    await expect(seal({ bodyMac: 'mac-2' })).rejects.toBeInstanceOf(Conflict);
    await expect(open()).rejects.toBeInstanceOf(Gone);
  });

  it('takes a late value of a reset that is over without keeping it', async () => {
    await world().ports.vault.shred('reset-1');
    expect(await seal()).toEqual({ sealedAt: monday, repeated: false });
    await expect(open()).rejects.toBeInstanceOf(Gone);
  });

  it('lets one of many win who seal under one name at once', async () => {
    const sealed = await Promise.all(Array.from({ length: 10 }, (_, i) => seal({ value: `value ${i}` })));
    expect(sealed.filter((s) => !s.repeated)).toHaveLength(1);
    expect((await open()).value).toMatch(/^value \d$/);
  });

  it('seals many names of one reset at once', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, i) => seal({ ref: `ref-${i}`, value: `value ${i}` })));
    expect((await open('ref-7')).value).toBe('value 7');
  });
};
