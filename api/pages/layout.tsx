/** What every page has: the head, the way to the other language, the summary of what is wrong, and the forms. Follows the GOV.UK Design System, without script. */
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { inLanguage, languageNames } from './language.js';
import { service, type Say } from './say.js';
import { stylePath } from './style.js';

/** Something to correct; `field` is the id of the element that it is about. */
export interface Fault {
  message: string;
  field?: string;
}
export interface Screen {
  /** HTTP; 200 unless named. */
  status?: number;
  title: string;
  /** Above the title: where in the reset this is. */
  caption?: string | undefined;
  faults?: readonly Fault[];
  /** The page asks again by itself after so many seconds, at this address. */
  refresh?: { after: number; to: string } | undefined;
  body: ComponentChildren;
  /** All went well, and this is the end. */
  done?: true;
  /** The address that shows this page again; absent where showing it again would lose something. */
  self?: string;
}

/** What each form of a page carries besides what is typed. */
export interface Slip {
  /** The name of one press of a button: pressed twice it is done once. */
  key: string;
  /** The reset that the page showed: another tab may have begun another one since. */
  reset?: string;
  /** On pages of somebody signed in: the session's token against forged forms. */
  csrf?: string;
}

const Languages = ({ say, self }: { say: Say; self: string }): VNode => (
  <nav class="languages" aria-label={say('page.language')}>
    <ul>
      {Object.entries(languageNames).map(([language, name]) => (
        <li>
          {language === say.language ? (
            <span aria-current="true" lang={language}>
              {name}
            </span>
          ) : (
            <a href={inLanguage(self, language as Say['language'])} hreflang={language} lang={language} rel="alternate">
              {name}
            </a>
          )}
        </li>
      ))}
    </ul>
  </nav>
);

/** Takes the focus when the page loads, so that a screen reader begins with what is wrong. */
const Summary = ({ say, faults }: { say: Say; faults: readonly Fault[] }): VNode => (
  <div class="faults" role="alert" tabindex={-1} autofocus aria-labelledby="faults-title">
    <h2 id="faults-title">{say('page.faults.title')}</h2>
    <ul>
      {faults.map(({ message, field }) => (
        <li>{field === undefined ? message : <a href={`#${field}`}>{message}</a>}</li>
      ))}
    </ul>
  </div>
);

/** The whole document. */
export function documentOf(say: Say, { title, caption, faults = [], refresh, done, body, self }: Screen): string {
  const head = `${faults.length > 0 ? say('page.faults.prefix') : ''}${title} – ${service}`;
  return `<!doctype html>${renderToString(
    <html lang={say.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {refresh && <meta http-equiv="refresh" content={`${refresh.after};url=${refresh.to}`} />}
        <title>{head}</title>
        <link rel="stylesheet" href={stylePath} />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <a class="skip" href="#main">
          {say('page.skip')}
        </a>
        <header>
          <a class="name" href="/">
            {service}
          </a>
          {self !== undefined && <Languages say={say} self={self} />}
        </header>
        <main id="main" tabindex={-1}>
          {faults.length > 0 && <Summary say={say} faults={faults} />}
          {caption !== undefined && <p class="caption">{caption}</p>}
          <h1 class={done && 'done'}>{title}</h1>
          {body}
        </main>
        <footer>
          <p>{say('page.footer')}</p>
        </footer>
      </body>
    </html>,
  )}`;
}

interface FormProps {
  to: string;
  slip: Slip;
  /** What the button says. */
  press: string;
  weight?: 'main' | 'other' | 'quiet';
  children?: ComponentChildren;
}
/** One form, one button. Browsers' own checks are off: what is wrong is said on the page, in its language and where a screen reader finds it. */
export const Form = ({ to, slip, press, weight = 'main', children }: FormProps): VNode => (
  <form method="post" action={to} novalidate>
    <input type="hidden" name="key" value={slip.key} />
    {slip.reset !== undefined && <input type="hidden" name="reset" value={slip.reset} />}
    {slip.csrf !== undefined && <input type="hidden" name="csrf" value={slip.csrf} />}
    {children}
    <button class={weight}>{press}</button>
  </form>
);

/** A link that looks like the button that it stands for. */
export const LinkButton = ({ to, press, weight }: { to: string; press: string; weight?: 'other' }): VNode => (
  <p>
    <a class={weight ? `button ${weight}` : 'button'} href={to}>
      {press}
    </a>
  </p>
);

/** A text's paragraphs. */
export const Paragraphs = ({ of }: { of: string }): VNode => (
  <>
    {of.split('\n\n').map((paragraph) => (
      <p>{paragraph}</p>
    ))}
  </>
);
