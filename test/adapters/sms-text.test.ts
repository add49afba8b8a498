/** What a person reads in each text message. */
import { describe, expect, it } from '@jest/globals';
import { shortForms } from '../../adapters/sms-text.js';
import type { MessageValues } from '../../domain/ports.js';
import { languages } from '../../texts/index.js';

const has = (id: string) => shortForms.has(id);
const render = (id: string, values: MessageValues, locale: string) => shortForms.render(id, values, locale);
/** As long as a link of a notice is, at a long address. */
const url = `https://credentials.example-organisation.org/link?t=veto.${'a'.repeat(43)}.${'b'.repeat(22)}`;
const veto = url;
const when = Date.UTC(2026, 10, 22);
const own: Record<string, MessageValues> = {
  'notice-proved': { veto },
  'notice-delay': { when, credential: 'password', veto },
  'notice-completed': { when, credential: 'password', veto },
  'notice-ended': { credential: 'password', veto },
  'caller-code': { code: '01234567', minutes: 10, url },
};
const ids = Object.keys(languages.en);
const named = (pattern: RegExp): string[] => ids.flatMap((id) => pattern.exec(id)?.[1] ?? []).sort();

/** GSM 7-bit default alphabet (3GPP TS 23.038, 6.2.1), without escapes: one other character, and a segment holds less than half. */
const gsm = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]+$/;
/** What two segments hold, each with the header that joins them. */
const twoSegments = 306;

describe('text messages', () => {
  it('are tested here, all of them', () => {
    expect(named(/^sms\.(.+)$/)).toEqual(Object.keys(own).sort());
  });

  it('tell phones what notices tell mailboxes', () => {
    expect(named(/^mail\.(notice-.+)\.subject$/).filter((id) => !has(id))).toEqual([]);
  });
});

const all = Object.entries(own).flatMap(([id, values]) => ['en', 'de'].map((locale) => [id, locale, values] as const));
describe.each(all)('the text message %s in %s', (id, locale, values) => {
  const words = render(id, values, locale);

  it('takes two segments at most', () => {
    expect(words).toMatch(gsm);
    expect(words.length).toBeLessThanOrEqual(twoSegments);
  });

  it('holds what it is sent for, and no hole', () => {
    expect(words).not.toMatch(/[{}]|undefined/);
    for (const value of [values['code'], values['url'], values['veto']])
      if (value !== undefined) expect(words).toContain(value);
  });
});

describe('a short form', () => {
  it('says what a code is for', () => {
    expect(render('caller-code', own['caller-code']!, 'en')).toBe(
      `Your code for your call to the helpdesk: 01234567. Valid 10 min. Did you not call? ${url}`,
    );
    expect(render('caller-code', own['caller-code']!, 'de-AT')).toMatch(
      /^Ihr Code für Ihren Anruf beim Helpdesk: 0123/,
    );
  });

  it('names the service', () => {
    expect(render('notice-completed', { service: 'Acme', credential: 'password', veto }, 'en')).toMatch(
      /^Acme: your password was changed\./,
    );
    expect(render('notice-completed', { credential: 'mfa', veto }, 'en')).toMatch(
      /^Rekey: how you sign in was changed\./,
    );
  });

  it.each(['email-link', 'constructor', ''])('is not there for every message: %j', (id) => {
    expect(has(id)).toBe(false);
    expect(() => render(id, {}, 'en')).toThrow(`sms.${id}`);
  });

  it('does not go out with a hole in it', () => {
    expect(() => render('caller-code', { minutes: 10, url }, 'en')).toThrow(/code/);
  });
});
