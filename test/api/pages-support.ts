/** A browser without script, as far as these pages need one: cookies, redirects, forms; and what a reader finds on a page. */
import type express from 'express';
import request from 'supertest';
import type { Response } from 'supertest';

export const origin = 'http://127.0.0.1:8080';

export interface FormOnPage {
  action: string;
  /** What its button says. */
  button: string;
  /** Fields with what they hold. */
  fields: Record<string, string>;
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const decoded = (html: string): string => html.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!);
const textOf = (html: string): string =>
  decoded(html.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .replace(/\u2011/g, '-')
    .trim();
const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : decoded(value);
};
const all = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map((match) => match[1] ?? match[0]);

function formOf(html: string): FormOnPage {
  const inputs = all(html, /<input[^>]*>/g).filter((tag) => attribute(tag, 'type') !== 'radio' || / checked/.test(tag));
  return {
    action: attribute(html, 'action') ?? '',
    button: textOf(/<button[\s\S]*?<\/button>/.exec(html)?.[0] ?? ''),
    fields: Object.fromEntries(inputs.map((tag) => [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? ''])),
  };
}

/** One page as it came. */
export class Page {
  readonly path: string;
  readonly response: Response;
  readonly html: string;
  constructor(path: string, response: Response) {
    this.path = path;
    this.response = response;
    this.html = response.text;
  }
  get status(): number {
    return this.response.status;
  }
  get title(): string {
    return textOf(/<title>[\s\S]*?<\/title>/.exec(this.html)?.[0] ?? '');
  }
  get heading(): string {
    return textOf(/<h1[^>]*>[\s\S]*?<\/h1>/.exec(this.html)?.[0] ?? '');
  }
  get text(): string {
    return textOf(/<main[\s\S]*<\/main>/.exec(this.html)?.[0] ?? '');
  }
  get forms(): FormOnPage[] {
    return all(this.html, /<form[\s\S]*?<\/form>/g).map(formOf);
  }
  /** What the error summary says: each message with the id of the element that it leads to. */
  get faults(): { message: string; field?: string }[] {
    const [, summary = ''] = /role="alert"[^>]*>([\s\S]*?)<\/div>/.exec(this.html) ?? [];
    return all(summary, /<li>[\s\S]*?<\/li>/g).map((item) => {
      const field = /href="#([^"]*)"/.exec(item)?.[1];
      return { message: textOf(item), ...(field !== undefined && { field }) };
    });
  }
  /** The page without what is another at every look: the names of presses, of resets and of links. */
  get likeness(): string {
    return this.html.replace(/value="[\w.-]{20,}"/g, 'value="…"');
  }
  get links(): string[] {
    return all(this.html, /<a\s[^>]*href="([^"]*)"/g).map(decoded);
  }
}

export class Browser {
  readonly #app: express.Express;
  readonly cookies = new Map<string, string>();
  /** Set-Cookie headers as they came. */
  readonly setCookies: string[] = [];
  readonly #headers: Record<string, string>;
  constructor(app: express.Express, headers: Record<string, string> = {}) {
    this.#app = app;
    this.#headers = { Accept: 'text/html', ...headers };
  }

  get(path: string): Promise<Page> {
    return this.#send('get', path);
  }
  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send('post', path, fields, headers);
  }
  /** Fills a form in and presses its button. */
  press(page: Page, button: string, typed: Record<string, string> = {}): Promise<Page> {
    const form = page.forms.find((f) => f.button === button);
    if (!form)
      throw new Error(`no button “${button}” on: ${page.heading}; ${page.forms.map((f) => f.button).join(', ')}`);
    return this.post(form.action, { ...form.fields, ...typed });
  }

  async #send(
    method: 'get' | 'post',
    path: string,
    fields?: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const call = request(this.#app)
      [method](path)
      .set({
        ...this.#headers,
        ...(method === 'post' && { Origin: origin }),
        ...(cookie && { Cookie: cookie }),
        ...headers,
      });
    const response = await (fields ? call.type('form').send(fields) : call);
    this.#keep(response);
    const { location } = response.headers;
    // A redirect to elsewhere is looked at, not followed.
    return response.status === 303 && location?.startsWith('/') ? this.get(location) : new Page(path, response);
  }

  #keep(response: Response): void {
    const set = (response.headers['set-cookie'] ?? []) as unknown as string[];
    for (const line of set) {
      this.setCookies.push(line);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
  }
}
