/** Names and secrets: one spelling for all that a person would call the same, and no more than that. */
import { describe, expect, it } from '@jest/globals';
import { normalName, normalSecret } from '../../domain/names.js';

describe('a name', () => {
  it.each([
    ['Alice', 'aLICE'],
    ['ＡＬＩＣＥ@example.org', 'alice@EXAMPLE.org'],
    [' alice\t', 'alice'],
    ['Zoe\u0308', 'ZOË'],
    ['STRASSE', 'straße'],
    ['STRAẞE', 'strasse'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['ﬁona', 'FIONA'],
  ])('is found however it is written: %j and %j', (a, b) => {
    expect(normalName(a)).toBe(normalName(b));
  });

  // U+0131 becomes I in capitals: an address that differs by it alone belongs to somebody else.
  it.each([
    ['alıce@example.org', 'alice@example.org'],
    ['аlice', 'alice'],
    ['alice', 'al ice'],
  ])('is not mistaken for another: %j and %j', (a, b) => {
    expect(normalName(a)).not.toBe(normalName(b));
  });

  it('stays as it is when normalised again', () => {
    for (const name of ['Σίσυφος', 'İstanbul', 'ǆ', 'ᾳ', 'ŉ', 'Ω', 'K'])
      expect(normalName(normalName(name))).toBe(normalName(name));
  });
});

describe('a secret', () => {
  it('is read in one spelling, with its case and white space', () => {
    expect(normalSecret('Zu\u0308rich ﬁnal')).toBe('Zürich final');
    expect(normalSecret(' Aa ')).toBe(' Aa ');
  });
});
