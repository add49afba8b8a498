/** The closed set of inputs of a prompt: how each is drawn, and how what was typed is read. A page knows these, and no part. */
import type { ComponentChildren, VNode } from 'preact';
import { answerTo } from '../../domain/answer.js';
import type { Input, Prompt } from '../../domain/plan.js';
import { checked } from '../inputs.js';
import type { ErrorItem } from '../problem.js';
import type { Fault } from './layout.js';
import type { Say } from './say.js';

type Kind = Input['input'];
type Of<K extends Kind> = Extract<Input, { input: K }>;
interface Props<K extends Kind> {
  input: Of<K>;
  say: Say;
  /** What is wrong with it. */
  faults: readonly Fault[];
  /** A new secret can be read while it is typed. */
  shown: boolean;
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

/** For an input called by a name of its own, its own texts; else those of its kind. */
const textOf = (say: Say, input: Input, what: string): string | undefined =>
  say.maybe([`input.${input.name}.${what}`, `input.${input.input}.${what}`], numbersOf(input));

interface LabelledProps {
  id: string;
  label: string;
  hint?: string | undefined;
  faults: readonly Fault[];
  /** The field, told which elements describe it. */
  children: (describedBy: string | undefined) => ComponentChildren;
  /** Between hint and field. */
  more?: ComponentChildren;
}
/** A label, a hint and what is wrong, in the order in which they are read. */
export const Labelled = ({ id, label, hint, faults, children, more }: LabelledProps): VNode => {
  const mine = faults.filter((fault) => fault.field === id);
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(mine.length > 0 ? [`${id}-fault`] : [])];
  return (
    <div class={mine.length > 0 ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {more}
      {mine.length > 0 && (
        <p class="fault" id={`${id}-fault`}>
          {mine.map(({ message }) => (
            <span>{message}</span>
          ))}
        </p>
      )}
      {children(described.length > 0 ? described.join(' ') : undefined)}
    </div>
  );
};

const isWrong = (faults: readonly Fault[], id: string): true | undefined =>
  faults.some((fault) => fault.field === id) || undefined;

const Code = ({ input, say, faults }: Props<'code'>): VNode => {
  const id = fieldId(input.name);
  return (
    <Labelled
      id={id}
      label={textOf(say, input, 'label') ?? input.name}
      hint={textOf(say, input, 'hint')}
      faults={faults}
    >
      {(describedBy) => (
        <input
          id={id}
          name={fieldName(input.name)}
          class="code"
          type="text"
          inputmode="numeric"
          autocomplete="one-time-code"
          spellcheck={false}
          aria-describedby={describedBy}
          aria-invalid={isWrong(faults, id)}
        />
      )}
    </Labelled>
  );
};

const Text = ({ input, say, faults }: Props<'text'>): VNode => {
  const id = fieldId(input.name);
  return (
    <Labelled
      id={id}
      label={textOf(say, input, 'label') ?? input.name}
      hint={textOf(say, input, 'hint')}
      faults={faults}
    >
      {(describedBy) => (
        <input
          id={id}
          name={fieldName(input.name)}
          type="text"
          autocomplete="off"
          aria-describedby={describedBy}
          aria-invalid={isWrong(faults, id)}
        />
      )}
    </Labelled>
  );
};

/** The rules stand before the field. What can't be read while it is typed is asked for twice: a slip would lock its owner out again. */
const NewSecret = ({ input, say, faults, shown }: Props<'new-secret'>): VNode => {
  const id = fieldId(input.name);
  const again = repeatId(input.name);
  const rules = `${id}-rules`;
  const common = {
    type: shown ? 'text' : 'password',
    autocomplete: 'new-password',
    autocapitalize: 'none',
    spellcheck: false,
  } as const;
  return (
    <>
      <div id={rules} class="rules">
        <p>{say('input.new-secret.rules.title')}</p>
        <ul>
          {say('input.new-secret.rules', numbersOf(input))
            .split('\n\n')
            .map((rule) => (
              <li>{rule}</li>
            ))}
        </ul>
      </div>
      <Labelled id={id} label={textOf(say, input, 'label') ?? input.name} faults={faults}>
        {(describedBy) => (
          <input
            {...common}
            id={id}
            name={fieldName(input.name)}
            aria-describedby={[rules, describedBy].filter(Boolean).join(' ')}
            aria-invalid={isWrong(faults, id)}
          />
        )}
      </Labelled>
      {!shown && (
        <Labelled id={again} label={say('input.new-secret.repeat.label')} faults={faults}>
          {(describedBy) => (
            <input
              {...common}
              id={again}
              name={repeatName(input.name)}
              aria-describedby={describedBy}
              aria-invalid={isWrong(faults, again)}
            />
          )}
        </Labelled>
      )}
    </>
  );
};

const Choice = ({ input, say, faults }: Props<'choice'>): VNode => (
  <Radios
    id={fieldId(input.name)}
    name={fieldName(input.name)}
    legend={textOf(say, input, 'label') ?? input.name}
    options={input.options.map((value) => ({ value, label: say.maybe([`choice.${value}`]) ?? value }))}
    faults={faults}
  />
);

interface RadiosProps {
  id: string;
  name: string;
  legend: string;
  options: readonly { value: string; label: string }[];
  chosen?: string | undefined;
  faults: readonly Fault[];
}
/** One of several; the first carries the group's id, so that a summary's link leads to something that takes the focus. */
export const Radios = ({ id, name, legend, options, chosen, faults }: RadiosProps): VNode => {
  const mine = faults.filter((fault) => fault.field === id);
  return (
    <fieldset
      class={mine.length > 0 ? 'field wrong' : 'field'}
      aria-describedby={mine.length ? `${id}-fault` : undefined}
    >
      <legend>{legend}</legend>
      {mine.length > 0 && (
        <p class="fault" id={`${id}-fault`}>
          {mine.map(({ message }) => (
            <span>{message}</span>
          ))}
        </p>
      )}
      {options.map(({ value, label }, i) => {
        const optionId = i === 0 ? id : `${id}-${i}`;
        return (
          <div class="radio">
            <input id={optionId} type="radio" name={name} value={value} checked={value === chosen} />
            <label for={optionId}>{label}</label>
          </div>
        );
      })}
    </fieldset>
  );
};

const Note = ({ input, say }: { input: Input; say: Say }): VNode => <p>{textOf(say, input, 'note') ?? ''}</p>;

/** A code with the spaces and hyphens that people read into it, or in another script's digits. */
const digitsOf = (typed: string): string => typed.normalize('NFKC').replace(/[\s-]+/g, '');

const drawn: { readonly [K in Kind]: Drawn<K> } = {
  code: { Field: Code, read: digitsOf },
  text: { Field: Text, read: (typed) => typed.trim() },
  'new-secret': { Field: NewSecret, read: (typed) => typed },
  choice: { Field: Choice, read: (typed) => typed },
  link: { Field: Note },
  redirect: { Field: Note },
  passkey: { Field: Note },
};
const drawnOf = <K extends Kind>(input: Of<K>): Drawn<K> => drawn[input.input as K];

export const isTyped = (input: Input): boolean => drawnOf(input).read !== undefined;

/** All inputs of a prompt. */
export function Inputs({ prompt, ...rest }: { prompt: Prompt } & Omit<Props<Kind>, 'input'>): VNode {
  const draw = <K extends Kind>(input: Of<K>): VNode => {
    const { Field } = drawnOf<K>(input);
    return <Field input={input} {...rest} />;
  };
  return <>{prompt.inputs.map((input) => draw(input))}</>;
}

/** The id of the field that a fault without a place of its own is about. */
export function firstField({ inputs }: Prompt): string | undefined {
  const first = inputs.find(isTyped);
  return first && fieldId(first.name);
}

/** What was typed into a prompt's form, or what does not fit: all of it. Throws `invalid-input` as the API's own check does. */
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
  const wrong = (input: Input): boolean => errors.some(({ path = '' }) => path === `body.answer.${input.name}`);
  const faults = prompt.inputs.filter(wrong).map((input) => ({
    message: textOf(say, input, 'misfit') ?? say('page.problem.unfit'),
    field: fieldId(input.name),
  }));
  return faults.length > 0 ? faults : [{ message: say('page.problem.unfit') }];
}
