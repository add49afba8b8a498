/** What every store of attempts must do. */
import { expect, it } from '@jest/globals';
import { attemptsKept } from '../../../domain/ports.js';
import { monday, type Suite } from './world.js';

export const attempts: Suite = (world) => {
  it('remembers each reset about a name once, from a moment on', async () => {
    const { attempts: port } = world().ports;
    await port.note('number', 'r1', monday);
    await port.note('number', 'r1', monday + 5);
    await port.note('number', 'r2', monday + 10);
    await port.note('another', 'r3', monday);
    expect(await port.of('number', monday)).toEqual(['r1', 'r2']);
    expect(await port.of('number', monday + 1)).toEqual(['r2']);
    expect(await port.of('nobody', monday)).toEqual([]);
  });

  it('keeps the last of many', async () => {
    const { attempts: port } = world().ports;
    for (let n = 0; n < attemptsKept + 2; n++) await port.note('number', `r${n}`, monday + n);
    const kept = await port.of('number', monday);
    expect(kept).toHaveLength(attemptsKept);
    expect(kept.at(-1)).toBe(`r${attemptsKept + 1}`);
  });
};
