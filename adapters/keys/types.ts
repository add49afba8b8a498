/** What other adapters ask of the key rings: signatures and the vault's envelope. The keys themselves never leave `adapters/keys`. */

export interface Signer {
  /** A signature over `text` under the newest key; `label` separates uses: a signature for one is none for another. */
  sign(label: string, text: string): string;
  /** Whether `signature` is one over exactly this label and text by any key of the ring. Never throws on malformed input. */
  verify(label: string, text: string, signature: string): boolean;
}

export interface Cipher {
  /** Seals `value` so that it opens only together with the same `bound`. */
  seal(value: string, bound: Record<string, string>): Promise<string>;
  /** Throws `CannotOpen` where it was changed, is bound to something else, or its key is gone. */
  open(sealed: string, bound: Record<string, string>): Promise<string>;
}
