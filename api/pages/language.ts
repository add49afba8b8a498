/** Which language a page speaks: the one chosen by `?lang=`, which a cookie remembers, else the browser's. */
import type { Request, RequestHandler } from 'express';
import type { Ms } from '../../domain/plan.js';
import { languages, type Language } from '../../texts/index.js';
import type { Cookies } from './cookies.js';

const remembered: Ms = 365 * 24 * 3_600_000;
const known = Object.keys(languages) as Language[];
const isKnown = (name: unknown): name is Language => known.some((language) => language === name);

/** What each calls itself: a visitor must find theirs on a page that they can't read. */
export const languageNames: { readonly [L in Language]: string } = { en: 'English', de: 'Deutsch' };

export function languageFor(req: Request, cookies: Cookies): Language {
  const chosen = cookies.read(req, 'language');
  if (isKnown(chosen)) return chosen;
  const accepted = req.acceptsLanguages(...known);
  return isKnown(accepted) ? accepted : 'en';
}

/** The same page in another language; its other parameters stay. */
export const inLanguage = (url: string, language: Language): string =>
  `${url}${url.includes('?') ? '&' : '?'}lang=${language}`;

/** For routes of fixed paths: remembers `?lang=` and goes to the same address without it, so that no link carries it on. */
export const switchLanguage =
  (cookies: Cookies): RequestHandler =>
  (req, res, next) => {
    const wanted = req.query['lang'];
    if (req.method !== 'GET' || !isKnown(wanted)) return next();
    cookies.write(res, 'language', wanted, remembered);
    const searchParams = new URLSearchParams(req.originalUrl.split('?')[1]);
    searchParams.delete('lang');
    const query = searchParams.toString();
    res.redirect(303, query ? `${req.path}?${query}` : req.path);
  };
