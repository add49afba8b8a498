/** Where somebody goes on after signing in: a path of ours and nothing else (OWASP, Unvalidated Redirects and Forwards Cheat Sheet). */
import { staffPaths } from '../../sign-in.js';

/** Longer ones are nobody's page. */
const longest = 1_000;
/** Stands for whatever host the pages are on. */
const anyHost = 'http://rekey.invalid';

/** The path with its query, as a browser would read it; the first page of staff where it leads elsewhere, or is none at all. */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > longest || !wanted.startsWith('/')) return staffPaths.home;
  if (!URL.canParse(wanted, anyHost)) return staffPaths.home;
  const { origin, pathname, search } = new URL(wanted, anyHost);
  // Read once more, `/.//evil.example` would lead to another host.
  return origin === anyHost && !pathname.startsWith('//') ? `${pathname}${search}` : staffPaths.home;
}

/** The sign-in that comes back to this path. */
export const signInFor = (path: string): string => `${staffPaths.signIn}?return=${encodeURIComponent(path)}`;
