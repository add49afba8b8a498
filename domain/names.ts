/** How names and secrets are compared: one spelling for all that a person would call the same. Pure. */

/** Unicode's full case folding, for one character at a time so that no neighbour matters. Dotless i is a letter of its own: it folds to itself. */
const fold = (char: string): string => (char === 'ı' ? char : char.toLowerCase().toUpperCase().toLowerCase());

/** The key under which a user name or an address is found: NFKC, case-folded (RFC 8265 §3.3 in spirit), without outer white space. */
export const normalName = (typed: string): string =>
  [...typed.normalize('NFKC').trim()].map(fold).join('').normalize('NFKC');

/** Names of groups as a setting lists them, with commas between. What is empty there is empty here. */
export const groupNames = (list: string): string[] => list.split(',').map((name) => name.trim());

/** How a secret is read, both when it is set and at login (NIST SP 800-63B-4 §3.1.1.2: normalise before hashing). */
export const normalSecret = (value: string): string => value.normalize('NFKC');

/** A phone number as ITU-T E.164 writes it in full: `+`, the country's code and the number, 15 digits at most. Shorter ones than 7 are services', nobody's phone. */
export const isPhoneNumber = (text: string): boolean => /^\+[1-9]\d{6,14}$/.test(text);
