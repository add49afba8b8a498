/** The first page: who it is for, and, where there are several ways, which one. */
import type { MethodDescription } from '../../../domain/context.js';
import { Form, LinkButton, Paragraphs, type Fault, type Screen, type Slip } from '../layout.js';
import { Radios, TextField } from '../fields.js';
import type { Say } from '../say.js';

export const userField = 'user';
export const methodField = 'method';

export interface Start {
  say: Say;
  slip: Slip;
  /** The methods that anyone may ask for; the first is the preset one. */
  methods: readonly MethodDescription[];
  /** A reset that this browser has begun and that has not ended. */
  underWay: boolean;
  typed?: { user: string; method: string } | undefined;
  faults?: readonly Fault[];
  status?: number;
}

export function startScreen({ say, slip, methods, underWay, typed, faults = [], status }: Start): Screen {
  const credentials = new Set(methods.map((m) => m.credentialId));
  const credential = credentials.size === 1 ? [...credentials].join() : 'other';
  const preset = methods[0];
  return {
    ...(status !== undefined && { status }),
    title: say('page.start.title', { credential }),
    self: '/',
    faults,
    body: (
      <>
        {underWay && (
          <section class="told">
            <p>{say('page.start.under-way')}</p>
            <LinkButton to="/reset" press={say('page.start.go-on')} />
          </section>
        )}
        {preset ? (
          <>
            <Paragraphs of={say('page.start.lead')} />
            <Form to="/reset" slip={slip} press={say('page.continue')}>
              <TextField
                id={userField}
                name={userField}
                label={say('page.start.user.label')}
                hint={say('page.start.user.hint')}
                faults={faults}
                attributes={{ autocomplete: 'username', value: typed?.user }}
              />
              {methods.length > 1 ? (
                <Radios
                  id={methodField}
                  name={methodField}
                  legend={say('page.start.method.legend')}
                  options={methods.map(({ id, title }) => ({
                    value: id,
                    label: say.maybe([`method.${id}.title`]) ?? title,
                  }))}
                  chosen={typed?.method ?? preset.id}
                  faults={faults}
                />
              ) : (
                <input type="hidden" name={methodField} value={preset.id} />
              )}
            </Form>
          </>
        ) : (
          <Paragraphs of={say('page.start.nothing')} />
        )}
        <section class="aside">
          <h2>{say('page.start.no-mail.title')}</h2>
          <Paragraphs of={say('page.start.no-mail.body')} />
        </section>
      </>
    ),
  };
}
