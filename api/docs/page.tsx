/** The docs page: every call with what goes in, an example beside it, and what may go wrong. Rendered once, without script. */
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { problems } from '../../domain/problems.js';
import { inWords } from '../callers.js';
import { problemsOf, type Guard } from '../guard.js';
import { problemUri } from '../problem.js';
import { fieldsOf, type Field } from './fields.js';

const anchor = ({ method, path }: Guard): string => `${method}${path.replace(/[/{}]+/g, '-')}`.replace(/-$/, '');

const Nav = ({ guards }: { guards: readonly Guard[] }): VNode => (
  <nav aria-label="Calls">
    <strong>Rekey API</strong>
    {[...new Set(guards.map((g) => g.tag))].map((tag) => (
      <>
        <h2>{tag}</h2>
        <ul>
          {guards
            .filter((g) => g.tag === tag)
            .map((g) => (
              <li>
                <a href={`#${anchor(g)}`}>{g.summary}</a>
              </li>
            ))}
        </ul>
      </>
    ))}
    <h2>Reference</h2>
    <ul>
      <li>
        <a href="#problems">Problems</a>
      </li>
      <li>
        <a href="/openapi.json">OpenAPI 3.1</a>
      </li>
    </ul>
  </nav>
);

const Fields = ({ title, fields }: { title: string; fields: readonly Field[] }): VNode | null =>
  fields.length === 0 ? null : (
    <>
      <h3>{title}</h3>
      <table>
        <tbody>
          {fields.map(({ name, type, required, about }) => (
            <tr>
              <td>
                <code>{name}</code>
                {required ? null : <span class="soft"> optional</span>}
              </td>
              <td>
                <span class="soft">{type}</span>
                {about && <br />}
                {about}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );

const Faults = ({ guard }: { guard: Guard }): VNode => (
  <>
    <h3>Problems</h3>
    <table>
      <tbody>
        {[...problemsOf(guard)]
          .sort((a, b) => problems[a].status - problems[b].status)
          .map((type) => (
            <tr>
              <td class="fault">{problems[type].status}</td>
              <td>
                <a href={`#problem-${type}`}>
                  <code>{type}</code>
                </a>
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  </>
);

/** The same call for a terminal. */
function curlOf({ method, path, who, body, repeatable, example }: Guard): string {
  const lines = [
    `curl${method === 'post' ? ' -X POST' : ''} "$REKEY${path}"`,
    ...(who.anonymous ? [] : [`-H "Authorization: Bearer $TOKEN"`]),
    ...(repeatable ? ['-H "Idempotency-Key: Xq3m0V8yR5uJc1nT9bW2Lg"'] : []),
    ...(body ? ['-H "Content-Type: application/json"', `-d '${JSON.stringify(example?.body ?? {})}'`] : []),
  ];
  return lines.join(' \\\n  ');
}

const Examples = ({ guard }: { guard: Guard }): VNode => (
  <div class="examples">
    <h3>Call</h3>
    <pre tabindex={0}>{curlOf(guard)}</pre>
    {Object.entries(guard.responses).map(([status, { description, type }], i) => (
      <>
        <h3>
          <span class="status">{status}</span> {description}
          {type === undefined ? null : <code> {type}</code>}
        </h3>
        {i === 0 && guard.example?.response !== undefined ? (
          <pre tabindex={0}>{JSON.stringify(guard.example.response, null, 2)}</pre>
        ) : null}
      </>
    ))}
  </div>
);

const CallSection = ({ guard }: { guard: Guard }): VNode => (
  <section class="call" id={anchor(guard)}>
    <div>
      <h2>{guard.summary}</h2>
      <p>
        <code>
          <span class="verb">{guard.method}</span> {guard.path}
        </code>
      </p>
      {guard.description ? <p>{guard.description}</p> : null}
      <p class="soft">For: {inWords(guard.who)}.</p>
      <Fields title="Path" fields={fieldsOf(guard.params)} />
      <Fields title="Query" fields={fieldsOf(guard.query)} />
      <Fields title="Body" fields={fieldsOf(guard.body)} />
      <Faults guard={guard} />
    </div>
    <Examples guard={guard} />
  </section>
);

const Introduction = (): VNode => (
  <>
    <h1>Rekey API</h1>
    <p>
      JSON over HTTP. A reset goes on by its token: <code>POST /v1/resets</code> answers with one, and every later call
      sends it as <code>Authorization: Bearer …</code>. Staff and services send a bearer token of the configured OpenID
      Connect issuer instead.
    </p>
    <p>
      Give every POST an <code>Idempotency-Key</code>: a repeat under the same key is done once and answered like the
      first. A key that is sent without a token must hold 128 random bits (22 characters or more of A–Z, a–z, 0–9, _ and
      -), for whoever knows it can repeat the request. 503 <code>outcome-unknown</code> means: repeat with the same key.
    </p>
  </>
);

const Problems = (): VNode => (
  <section id="problems">
    <h2>Problems</h2>
    <p>
      Errors are <code>application/problem+json</code> (RFC 9457). <code>type</code> is a name, the same wherever Rekey
      runs; <code>instance</code> finds the call in the logs; <code>errors</code> is there where several things may be
      wrong.
    </p>
    <table>
      <thead>
        <tr>
          <th>Status</th>
          <th>Type</th>
          <th>Meaning</th>
        </tr>
      </thead>
      <tbody>
        {(Object.keys(problems) as (keyof typeof problems)[]).map((type) => (
          <tr id={`problem-${type}`}>
            <td class="fault">{problems[type].status}</td>
            <td>
              <code>{problemUri(type)}</code>
            </td>
            <td>
              {problems[type].title}. <span class="soft">{problems[type].detail}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

export const docsPage = (guards: readonly Guard[]): string =>
  `<!doctype html>${renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Rekey API</title>
        <link rel="stylesheet" href="/docs.css" />
      </head>
      <body>
        <Nav guards={guards} />
        <main>
          <Introduction />
          {guards.map((guard) => (
            <CallSection guard={guard} />
          ))}
          <Problems />
        </main>
      </body>
    </html>,
  )}`;
