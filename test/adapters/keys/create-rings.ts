/** Started twice at once by a test: makes the rings of a folder and prints what it then writes with. */
import { openRings, ringNames } from '../../../adapters/keys/rings.js';

const [dir = '', at = '0'] = process.argv.slice(2);
// Both have loaded by then, so that they really race.
while (Date.now() < Number(at));
const rings = openRings(dir, { create: true, clock: { now: Date.now } });
process.stdout.write(`${ringNames.map((name) => rings[name].newest().kid).join(' ')}\n`);
