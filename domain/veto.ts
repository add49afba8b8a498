/**
 * "This was not me": the word behind the link in every notice. A capability, short enough for a text message, that is kept nowhere: derived from
 * the reset's id under a key that stands outside MongoDB. It ends a reset, or has one looked into that has ended; it lets nobody in.
 */
import type { Ms } from './plan.js';
import type { Keyed, Urls } from './ports.js';

/** The step under which its decision is recorded: reserved, no method may use it. */
export const vetoStep = 'veto';
/** It works for so long after the reset has ended. */
export const vetoLasts: Ms = 7 * 24 * 3_600_000;
/** For so long after it nobody resets this subject's credentials by a name alone. */
export const frozenFor: Ms = 24 * 3_600_000;

const prefix = 'veto';
const purpose = 'veto-link';
/** base64url characters of the mac: 132 bits. */
const length = 22;

export const vetoToken = (keyed: Pick<Keyed, 'mac'>, resetId: string): string =>
  [prefix, resetId, keyed.mac(purpose, resetId).slice(0, length)].join('.');

/** The link of a reset, for its notices. */
export const vetoLink = ({ keyed, urls }: { keyed: Pick<Keyed, 'mac'>; urls: Urls }, resetId: string): string =>
  urls.link(vetoToken(keyed, resetId));

/** The id of the reset that a token is good for; null where it is no such token. */
export function resetOfVeto(keyed: Pick<Keyed, 'macs' | 'same'>, token: string): string | null {
  const [first, resetId, mac, ...more] = token.split('.');
  if (first !== prefix || resetId === undefined || mac === undefined || more.length > 0) return null;
  const isIt = keyed.macs(purpose, resetId).some((right) => keyed.same(right.slice(0, length), mac));
  return isIt ? resetId : null;
}
