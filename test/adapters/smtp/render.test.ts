/** What a person reads in each mail. */
import { describe, expect, it } from '@jest/globals';
import { render } from '../../../adapters/smtp/index.js';
import type { MessageValues } from '../../../domain/ports.js';

const url = 'https://rekey.example/l#eyJhbGciOiJFZERTQSJ9.a-b_c&x=1';
const veto = url;
const when = Date.UTC(2026, 10, 22);
const own: Record<string, MessageValues> = {
  'email-code': { code: '01234567', minutes: 10 },
  'email-link': { url, minutes: 30 },
  invitation: { url, requesterKind: 'helpdesk', hours: 1 },
  'pick-up': { url, hours: 24, veto },
  'notice-proved': { veto },
  'notice-delay': { when, credential: 'password', veto },
  'caller-code': { code: '01234567', minutes: 10, url },
  'notice-completed': { when, credential: 'password', veto },
  'notice-ended': { credential: 'password', veto },
};
const all = Object.entries(own).flatMap(([id, values]) => ['en', 'de'].map((locale) => [id, locale, values] as const));

describe.each(all)('the mail %s in %s', (id, locale, values) => {
  const mail = render(id, { ...values, service: 'Acme & Sons', name: 'Alice' }, locale);

  it('says which service, and greets by the stored name', () => {
    expect(mail.subject).toContain('Acme & Sons');
    expect(mail.text).toMatch(locale === 'de' ? /^Guten Tag Alice,\n/ : /^Hello Alice,\n/);
  });

  it('says the same in text and HTML', () => {
    const words = (text: string): string => text.replace(/\s+/g, '');
    const unescaped = mail.html
      .replace(/^.*<body[^>]*>/s, '')
      .replace(/<[^>]+>/g, '')
      .replaceAll('&amp;', '&')
      .replaceAll('&quot;', '"');
    expect(words(unescaped)).toBe(words(mail.text));
  });

  it('leaves no placeholder open', () => expect(mail.subject + mail.text).not.toMatch(/[{}]|undefined/));

  it('says what to do if it was not you', () => {
    expect(mail.text).toMatch(
      locale === 'de'
        ? /Wenn Sie das nicht|Sie haben nicht angerufen/
        : /If (this was not you|you did not ask|you do not expect)|Did you not call/,
    );
  });
});

describe('a rendered mail', () => {
  const code = { code: '01234567', minutes: 10 };

  it('shows the code on a line of its own, and not in the subject', () => {
    const mail = render('email-code', code, 'en');
    expect(mail.text.split('\n')).toContain('01234567');
    expect(mail.subject).not.toContain('01234567');
    expect(mail.text).toContain('Nobody from Rekey will ever ask you for it');
  });

  it('shows the link as a link', () => {
    const mail = render('email-link', { url, minutes: 30 }, 'en');
    expect(mail.text.split('\n')).toContain(url);
    expect(mail.html).toContain(`<a href="${url.replace('&', '&amp;')}">`);
  });

  it('escapes names', () => {
    const mail = render('email-code', { ...code, name: '<script>alert("x")&' }, 'en');
    expect(mail.html).not.toContain('<script');
    expect(mail.html).toContain('&lt;script>');
  });

  it.each([
    ['Eve\r\n\r\nBad news', 'Hello Eve Bad news,'],
    ['\u202Eecila', 'Hello ecila,'],
    ['http://evil.example', 'Hello,'],
    ['see www.evil.example', 'Hello,'],
    ['a'.repeat(300), `Hello ${'a'.repeat(80)},`],
    ['', 'Hello,'],
  ])('greets %j in one short line', (name, line) => {
    expect(render('email-code', { ...code, name }, 'en').text.split('\n\n')[0]).toBe(line);
  });

  it.each([
    ['colleague', { requester: 'Bob Brown' }, 'Bob Brown, a colleague, asked to reset'],
    ['colleague', {}, 'A colleague asked to reset'],
    ['colleague', { requester: 'call www.evil.example' }, 'A colleague asked to reset'],
    ['colleague', { requester: 'Bob\n\nPay {url} now' }, 'Bob Pay {url} now, a colleague, asked to reset'],
    ['helpdesk', { ticket: 'INC-20417' }, 'The helpdesk (ticket INC-20417) asked to reset'],
    ['helpdesk', { ticket: 'evil.example/pay' }, 'The helpdesk (ticket –) asked to reset'],
    ['admin', { ticket: 'INC-20417' }, 'An administrator asked to reset'],
  ])('says who asked: %s %j', (requesterKind, more, said) => {
    const { text } = render('invitation', { url, hours: 1, requesterKind, ...more }, 'en');
    expect(text.split('\n\n')[1]).toContain(said);
  });

  it('refuses a message that has no text, and one without its values', () => {
    expect(() => render('no-such-mail', {}, 'en')).toThrow('mail.no-such-mail.');
    expect(() => render('email-code', { minutes: 10 }, 'en')).toThrow(/code/);
  });
});
