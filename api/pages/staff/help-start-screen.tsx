/** The page on which an agent begins a reset: for whom, under which ticket, in which way; below it their own that are open. */
import type { VNode } from 'preact';
import type { MethodDescription } from '../../../domain/context.js';
import type { TextId } from '../../../texts/index.js';
import type { OwnReset } from '../../operations/helped.js';
import { staffPaths } from '../../sign-in.js';
import { Radios, TextField } from '../fields.js';
import { Form, Paragraphs, type Fault, type Screen, type Slip } from '../layout.js';
import type { Say } from '../say.js';
import { helpPathOf, helpPaths } from './help-paths.js';
import { methodTitle } from './help-screen.js';

export const helpFields = ['user', 'ticket', 'method'] as const;
export type HelpField = (typeof helpFields)[number];
/** What is wrong with each, in words. */
export const misfits: Readonly<Record<HelpField, TextId>> = {
  user: 'page.help.start.user.misfit',
  ticket: 'page.help.start.ticket.misfit',
  method: 'page.start.method.misfit',
};

interface Start {
  say: Say;
  slip: Slip;
  methods: readonly MethodDescription[];
  own: readonly OwnReset[];
  typed: (name: HelpField) => string;
  faults?: readonly Fault[];
  status?: number;
}

export function helpStartScreen(start: Start): Screen {
  const { say, methods, own, faults, status } = start;
  return {
    ...(status !== undefined && { status }),
    ...(faults && { faults }),
    title: say('page.help.start.title'),
    self: helpPaths.start,
    body: (
      <>
        {methods.length > 0 ? <Begin {...start} /> : <Paragraphs of={say('page.help.start.nothing')} />}
        {own.length > 0 && <Own {...start} />}
        <p class="back">
          <a href={staffPaths.home}>{say('page.staff.to-home')}</a>
        </p>
      </>
    ),
  };
}

const Begin = ({ say, slip, methods, typed, faults = [] }: Start): VNode => {
  const text = (name: 'user' | 'ticket'): VNode => (
    <TextField
      id={name}
      name={name}
      label={say(`page.help.start.${name}.label`)}
      hint={say(`page.help.start.${name}.hint`)}
      faults={faults}
      attributes={{ autocomplete: 'off', value: typed(name) }}
    />
  );
  const [first] = methods;
  return (
    <>
      <Paragraphs of={say('page.help.start.lead')} />
      <Form to={helpPaths.start} slip={slip} press={say('page.help.start.submit')}>
        {text('user')}
        {text('ticket')}
        {methods.length > 1 ? (
          <Radios
            id="method"
            name="method"
            legend={say('page.help.start.method.legend')}
            options={methods.map((m) => ({ value: m.id, label: methodTitle(say, m) }))}
            chosen={typed('method') || undefined}
            faults={faults}
          />
        ) : (
          <input type="hidden" name="method" value={first?.id} />
        )}
      </Form>
    </>
  );
};

const Own = ({ say, methods, own }: Start): VNode => (
  <section class="aside">
    <h2>{say('page.help.own')}</h2>
    <ul class="own">
      {own.map(({ id, ticket, methodId, state, requestedAt }) => (
        <li>
          <a href={helpPathOf(id)}>
            {ticket === undefined
              ? methodTitle(say, { id: methodId, title: methods.find((m) => m.id === methodId)?.title ?? methodId })
              : say('page.help.ticket', { ticket })}
          </a>
          <br />
          <span class="hint">{say('page.help.own.since', { state, when: requestedAt })}</span>
        </li>
      ))}
    </ul>
  </section>
);
