/** The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header): the name of one request, however often it is sent. */
import { Problem } from './problem.js';

/** Opaque, up to 255 characters; quoted as the draft has it, or bare as most clients send it. */
const shape = /^(?:"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/;
/** 22 characters of base64url hold 128 bits: an anonymous caller's key is all that keeps others from the reset that it names. */
const unguessable = /^[A-Za-z0-9_-]{22,}$/;

export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [, quoted, bare] = shape.exec(header) ?? [];
  const key = quoted ?? bare;
  if (key === undefined) throw misfit('must be 1 to 255 visible ASCII characters without quotes inside');
  return key;
}

export function requireUnguessable(key: string): void {
  if (!unguessable.test(key))
    throw misfit('must be 22 characters or more of A–Z, a–z, 0–9, _ and - (128 random bits) where no token is sent');
}

const misfit = (message: string): Problem =>
  new Problem('invalid-input', { errors: [{ path: 'header.Idempotency-Key', message }] });
