/** Form fields: a line of text and a choice, each with its label, its hint and what is wrong with it, in the order in which they are read. */
import type { ComponentChildren, VNode } from 'preact';
import type { Fault } from './layout.js';

const aboutField = (faults: readonly Fault[], id: string): Fault[] => faults.filter((fault) => fault.field === id);

const FaultText = ({ id, faults }: { id: string; faults: readonly Fault[] }): VNode | null =>
  faults.length === 0 ? null : (
    <div class="fault" id={`${id}-fault`}>
      {faults.map(({ message }) => (
        <p>{message}</p>
      ))}
    </div>
  );

/** HTML's attributes of the same names. */
interface Attributes {
  autocomplete: 'username' | 'one-time-code' | 'new-password' | 'off';
  inputmode?: 'numeric';
  class?: string;
  value?: string | undefined;
}
interface TextFieldProps {
  id: string;
  name: string;
  label: string;
  hint?: string | undefined;
  /** The id of something else that describes it. */
  describedBy?: string;
  /** Of the whole page: it shows its own. */
  faults: readonly Fault[];
  /** Not to be read while it is typed. */
  secret?: boolean;
  /** Taken as it is typed: nothing is corrected or begun with a capital. */
  attributes: Attributes;
}
export const TextField = ({
  id,
  name,
  label,
  hint,
  describedBy,
  faults,
  secret = false,
  attributes,
}: TextFieldProps): VNode => {
  const mine = aboutField(faults, id);
  const described = [describedBy, hint !== undefined && `${id}-hint`, mine.length > 0 && `${id}-fault`].filter(Boolean);
  const all = {
    id,
    name,
    autocapitalize: 'none',
    spellcheck: false,
    'aria-describedby': described.join(' ') || undefined,
    'aria-invalid': mine.length > 0 || undefined,
    ...attributes,
  } as const;
  return (
    <div class={mine.length > 0 ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <FaultText id={id} faults={mine} />
      {secret ? <input type="password" {...all} /> : <input type="text" {...all} />}
    </div>
  );
};

interface RadiosProps {
  id: string;
  name: string;
  legend: string;
  options: readonly { value: string; label: string }[];
  chosen?: string | undefined;
  faults: readonly Fault[];
}
/** One of several. The first has the group's id, so that a summary's link leads to something that takes the focus. */
export const Radios = ({ id, name, legend, options, chosen, faults }: RadiosProps): VNode => {
  const mine = aboutField(faults, id);
  const option = ({ value, label }: { value: string; label: string }, i: number): ComponentChildren => {
    const optionId = i === 0 ? id : `${id}-${i}`;
    return (
      <div class="radio">
        <input id={optionId} type="radio" name={name} value={value} checked={value === chosen} />
        <label for={optionId}>{label}</label>
      </div>
    );
  };
  return (
    <fieldset
      class={mine.length > 0 ? 'field wrong' : 'field'}
      aria-describedby={mine.length > 0 ? `${id}-fault` : undefined}
    >
      <legend>{legend}</legend>
      <FaultText id={id} faults={mine} />
      {options.map(option)}
    </fieldset>
  );
};
