/** The pages' two cookies: the reset token, and the chosen language. No script can read them, and no other site's form sends them (SameSite=Lax, RFC 6265bis 5.7). */
import type { CookieOptions, Request, Response } from 'express';
import type { Ms } from '../../domain/plan.js';

export type CookieName = 'reset' | 'language';
export interface Cookies {
  read(req: Request, name: CookieName): string | undefined;
  write(res: Response, name: CookieName, value: string, lasts: Ms): void;
  clear(res: Response, name: CookieName): void;
}

/** Under https their names say that they were set by this very host and for all its paths (`__Host-`), which a browser holds them to. */
export function cookiesOf(publicUrl: string): Cookies {
  const secure = new URL(publicUrl).protocol === 'https:';
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  const full = (name: CookieName): string => `${secure ? '__Host-' : ''}rekey_${name}`;
  return {
    // Both values are made of characters that need no decoding: tokens and names of languages.
    read: (req, name) => new RegExp(`(?:^|;\\s*)${full(name)}=([\\w.-]+)`).exec(req.get('cookie') ?? '')?.[1],
    write: (res, name, value, lasts) => void res.cookie(full(name), value, { ...options, maxAge: Math.max(0, lasts) }),
    clear: (res, name) => void res.clearCookie(full(name), options),
  };
}
