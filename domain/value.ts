/** How a new credential is written before it is sealed: the same for what a user typed and for what was generated. */

export const newCredentialValue = 'newCredentialValue';

export const packValue = (value: string): string => JSON.stringify({ [newCredentialValue]: value });

/** Throws where it is not a packed value: never with its content. */
export function unpackValue(packed: string): string {
  const value: unknown = (JSON.parse(packed) as Record<string, unknown>)[newCredentialValue];
  if (typeof value !== 'string') throw new Error('not a packed credential value');
  return value;
}
