// Searches bytes for a text in every form in which it could stand there.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** One way of writing a text, by name. */
interface Form {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Base64 of a text that stands somewhere in longer data: what of it does not depend on its neighbours, at each of the three offsets. */
function base64In(text: string, alphabet: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const whole = Math.floor((bytes.length * 8) / 6);
    return bytes.toString(alphabet).slice(Math.ceil((offset * 8) / 6), whole);
  });
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
const encodings: Readonly<Record<string, (text: string) => (string | Buffer)[]>> = {
  'as it is': (text) => [text],
  'in JSON': (text) => [escaped(text), escaped(escaped(text))],
  'in a URL': (text) => [encodeURIComponent(text), new URLSearchParams({ x: text }).toString().slice(2)],
  'as base64': (text) => base64In(text, 'base64'),
  'as base64url': (text) => base64In(text, 'base64url'),
  'as hex': (text) => [Buffer.from(text).toString('hex'), Buffer.from(text).toString('hex').toUpperCase()],
  'as UTF-16': (text) => [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()],
};

function formsOf(text: string): Form[] {
  const forms = Object.entries(encodings).flatMap(([name, encode]) =>
    encode(text).map((encoded) => ({ name, bytes: Buffer.from(encoded as string) })),
  );
  // Where two encodings write it alike, the first gives it its name.
  return [...new Map(forms.reverse().map((form) => [form.bytes.toString('hex'), form])).values()];
}

/** Where a text stands alone: digits on both sides make a code a part of some other number. */
function includes(data: Buffer, { bytes }: Form): boolean {
  const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
  const isNumber = bytes.every(isDigit);
  for (let at = data.indexOf(bytes); at >= 0; at = data.indexOf(bytes, at + 1))
    if (!isNumber || !(isDigit(data[at - 1]) || isDigit(data[at + bytes.length]))) return true;
  return false;
}

/** In which places a text stands, and how it is written there. Places: name → bytes. */
export function placesOf(text: string, places: ReadonlyMap<string, Buffer>): string[] {
  const forms = formsOf(text);
  return [...places].flatMap(([place, data]) =>
    forms.filter((form) => includes(data, form)).map(({ name }) => `${place}, ${name}`),
  );
}

/** Every file in a folder, and in those within it. */
export function filesIn(folder: string, isWanted: (path: string) => boolean): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter(isWanted);
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path))]));
}
