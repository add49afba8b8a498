/** The closed set of inputs of a prompt: how each is drawn, and how what was typed is read. A page knows these, and no part. */
import type { VNode } from 'preact';
import { answerTo } from '../../domain/answer.js';
import type { Input, Prompt } from '../../domain/plan.js';
import { checked } from '../inputs.js';
import type { ErrorItem } from '../problem.js';
import { Radios, TextField } from './fields.js';
import type { Fault } from './layout.js';
import type { Say } from './say.js';

type Kind = Input['input'];
type Of<K extends Kind> = Extract<Input, { input: K }>;
interface Props<K extends Kind> {
  input: Of<K>;
  say: Say;
  /** What is wrong with the page. */
  faults: readonly Fault[];
  /** A new secret can be read while it is typed. */
  shown: boolean;
  /** The form as it was sent: what was chosen stays chosen. What was typed is never shown again. */
  sent?: Readonly<Record<string, unknown>>;
}
interface Drawn<K extends Kind> {
  Field: (props: Props<K>) => VNode;
  /** What was meant by what was typed; absent where nothing is typed. */
  read?: (typed: string) => string;
}

const fieldId = (name: string): string => `answer-${name}`;
const fieldName = (name: string): string => `answer.${name}`;
const repeatId = (name: string): string => `repeat-${name}`;
const repeatName = (name: string): string => `repeat.${name}`;

/** The numbers that a text may name: `digits`, `minLength`, … */
const numbersOf = (input: Input): Record<string, number> =>
  Object.fromEntries(Object.entries(input).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));

/** For an input with a name of its own, the texts of that name; else those of its kind. */
const textOf = (say: Say, input: Input, what: string): string | undefined =>
  say.maybe([`input.${input.name}.${what}`, `input.${input.input}.${what}`], numbersOf(input));

const commonTo = ({ input, say, faults }: Pick<Props<Kind>, 'input' | 'say' | 'faults'>) => ({
  id: fieldId(input.name),
  name: fieldName(input.name),
  label: textOf(say, input, 'label') ?? input.name,
  hint: textOf(say, input, 'hint'),
  faults,
});

const Code = (props: Props<'code'>): VNode => (
  <TextField {...commonTo(props)} attributes={{ autocomplete: 'one-time-code', inputmode: 'numeric', class: 'code' }} />
);

const Text = (props: Props<'text'>): VNode => <TextField {...commonTo(props)} attributes={{ autocomplete: 'off' }} />;

/** The rules stand before the field. What can't be read while it is typed is asked for twice: a slip would lock its owner out again. */
const NewSecret = (props: Props<'new-secret'>): VNode => {
  const { input, say, faults, shown } = props;
  const rules = `${fieldId(input.name)}-rules`;
  const attributes = { autocomplete: 'new-password' } as const;
  return (
    <>
      <div id={rules}>
        <p>{say('input.new-secret.rules.title')}</p>
        <ul>
          {say('input.new-secret.rules', numbersOf(input))
            .split('\n\n')
            .map((rule) => (
              <li>{rule}</li>
            ))}
        </ul>
      </div>
      <TextField {...commonTo(props)} hint={undefined} describedBy={rules} secret={!shown} attributes={attributes} />
      {!shown && (
        <TextField
          id={repeatId(input.name)}
          name={repeatName(input.name)}
          label={say('input.new-secret.repeat.label')}
          faults={faults}
          secret
          attributes={attributes}
        />
      )}
    </>
  );
};

const Choice = (props: Props<'choice'>): VNode => {
  const { id, name, label, faults } = commonTo(props);
  const options = props.input.options.map((value) => ({ value, label: props.say.maybe([`choice.${value}`]) ?? value }));
  const chosen = options.find(({ value }) => value === props.sent?.[name])?.value;
  return <Radios id={id} name={name} legend={label} options={options} chosen={chosen} faults={faults} />;
};

const Nothing = (): VNode => <></>;
const Note = ({ input, say }: Pick<Props<Kind>, 'input' | 'say'>): VNode => <p>{textOf(say, input, 'note')}</p>;

/** A code without the spaces and hyphens that people type into it, whatever their keyboard's digits. */
const digitsOf = (typed: string): string => typed.normalize('NFKC').replace(/[\s-]+/g, '');
const asTyped = (typed: string): string => typed;

const drawn: { readonly [K in Kind]: Drawn<K> } = {
  code: { Field: Code, read: digitsOf },
  text: { Field: Text, read: (typed) => typed.trim() },
  'new-secret': { Field: NewSecret, read: asTyped },
  choice: { Field: Choice, read: asTyped },
  // Buttons beside the form, not fields in it.
  send: { Field: Nothing },
  show: { Field: Note },
  link: { Field: Note },
  redirect: { Field: Note },
  passkey: { Field: Note },
};
const drawnOf = <K extends Kind>(input: Of<K>): Drawn<K> => drawn[input.input];

/** Whether it is answered by a form of ours. */
export const isTyped = (input: Input): boolean => drawnOf(input).read !== undefined;

/** All inputs of a prompt. */
export function Inputs({ prompt, ...rest }: { prompt: Prompt } & Omit<Props<Kind>, 'input'>): VNode {
  const draw = <K extends Kind>(input: Of<K>): VNode => drawnOf<K>(input).Field({ input, ...rest });
  return <>{prompt.inputs.map((input) => draw(input))}</>;
}

/** The id of the field that a fault without a place of its own is about. */
export function firstField({ inputs }: Prompt): string | undefined {
  const first = inputs.find(isTyped);
  return first && fieldId(first.name);
}
/** The id of the first field of a kind. */
export function fieldOf({ inputs }: Prompt, kind: Kind): string | undefined {
  const first = inputs.find(({ input }) => input === kind);
  return first && fieldId(first.name);
}

/** One button of an input `send`: what it says, and the field that its form carries. */
interface SendButton {
  press: string;
  name: string;
  value: string;
}
/** The inputs whose options are buttons beside the form, each with its heading and the id that its faults lead to. */
export const sendsOf = (prompt: Prompt, say: Say): { id: string; heading: string; buttons: SendButton[] }[] =>
  prompt.inputs.flatMap((input) => {
    if (input.input !== 'send') return [];
    const { id, name, label: heading } = commonTo({ input, say, faults: [] });
    const press = (value: string): string => say.maybe([`choice.${value}`]) ?? value;
    return [{ id, heading, buttons: input.options.map((value) => ({ press: press(value), name, value })) }];
  });
/** What was pressed of them: an answer for `send`. */
export const sentBy = ({ inputs }: Prompt, body: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    inputs.filter(({ input }) => input === 'send').map(({ name }) => [name, body[fieldName(name)]] as const),
  );

/** What was typed into a prompt's form. Throws `invalid-input` with every misfit, as the API's own check does. */
export function typedInto(prompt: Prompt, body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const answer = prompt.inputs.flatMap((input) => {
    const typed = body[fieldName(input.name)];
    const { read } = drawnOf(input);
    return read && typeof typed === 'string' ? [[input.name, read(typed)] as const] : [];
  });
  return checked('body.answer', answerTo(prompt), Object.fromEntries(answer));
}

/** A secret that was typed twice, differently. */
export function repeatFaults(prompt: Prompt, body: Readonly<Record<string, unknown>>, say: Say): Fault[] {
  const differs = ({ name }: Input): boolean =>
    body[repeatName(name)] !== undefined && body[repeatName(name)] !== body[fieldName(name)];
  return prompt.inputs
    .filter(differs)
    .map(({ name }) => ({ message: say('input.new-secret.differ'), field: repeatId(name) }));
}

/** The misfits that `typedInto` found, in words. */
export function misfitFaults(prompt: Prompt, errors: readonly ErrorItem[], say: Say): Fault[] {
  const isWrong = (input: Input): boolean => errors.some(({ path }) => path === `body.answer.${input.name}`);
  const faults = prompt.inputs.filter(isWrong).map((input) => ({
    message: textOf(say, input, 'misfit') ?? say('page.problem.unfit'),
    field: fieldId(input.name),
  }));
  return faults.length > 0 ? faults : [{ message: say('page.problem.unfit') }];
}
