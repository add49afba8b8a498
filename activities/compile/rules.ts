/** What a method must make sense in beyond its form: each rule looks at what could be read, so that all of them speak at once. */
import type { Plan, RequesterKind } from '../../domain/plan.js';
import { getsOld } from '../../domain/fresh.js';
import { proofCount } from '../../domain/reset.js';
import { inIso } from './durations.js';
import type { Form } from './form.js';
import type { Path } from './mistakes.js';
import type { Placed } from './step.js';

/** A method as far as it could be read: undefined is what the file has wrong, null what it leaves out. */
export interface Draft {
  request?: Form['request'] | undefined;
  authentication: { atLeast?: number | undefined; independent?: boolean | undefined } | null | undefined;
  of: readonly (Placed | undefined)[];
  source?: Placed | undefined;
  targets: readonly (Placed | undefined)[];
  delivery: Placed | null | undefined;
  expires?: Plan['expires'] | undefined;
  proveWithin?: Plan['proveWithin'] | null | undefined;
  freshFor?: Plan['freshFor'] | null | undefined;
}
type Blame = (path: Path, message: string) => void;
type Rule = (draft: Draft, blame: Blame) => void;

/** Whose own login is proof enough that they may ask. A colleague or agent acts on somebody's word, so the subject must prove it. */
const signs: ReadonlySet<RequesterKind> = new Set(['admin', 'service', 'self-signed-in']);
/** Who may give a value at `/v1/resets/execute` without steps: nobody chooses another person's credential. */
const gives: ReadonlySet<RequesterKind> = new Set(['service', 'self-signed-in']);

const isWhole = (of: Draft['of']): of is readonly Placed[] => of.every((placed) => placed !== undefined);

const someoneProves: Rule = ({ request, authentication }, blame) => {
  const strangers = request?.by.filter((kind) => !signs.has(kind)) ?? [];
  if (authentication === null && strangers.length > 0)
    blame(
      ['authentication'],
      `is missing: it may be left out only where all who may ask are admin, service or self-signed-in, not ${strangers.join(', ')}`,
    );
};

const enoughProofs: Rule = ({ authentication, of }, blame) => {
  const { atLeast, independent } = authentication ?? {};
  if (atLeast === undefined || independent === undefined || !isWhole(of)) return;
  const steps = of.map(({ step }) => step);
  const reachable = proofCount(steps, independent);
  const count = (n: number): string => `${n} proof${n === 1 ? '' : 's'}`;
  if (reachable < atLeast)
    blame(
      ['authentication', 'atLeast'],
      independent && steps.length >= atLeast
        ? `${count(atLeast)} wanted, but the steps rest on ${reachable} independent factor${reachable === 1 ? '' : 's'}: ${steps.map((s) => `${s.id} on ${s.factor ?? 'its own'}`).join(', ')}`
        : `${count(atLeast)} wanted, but there ${steps.length === 1 ? 'is 1 step' : `are ${steps.length} steps`}`,
    );
  const waits = steps.filter((s) => s.shape === 'delay');
  if (waits.length >= atLeast && reachable >= atLeast)
    blame(
      ['authentication', 'atLeast'],
      `must be more than ${waits.length}: the passing of time (${waits.map((s) => s.id).join(', ')}) proves nothing`,
    );
};

/** All of them are one factor, and a voice can be imitated: what one person was talked into must not be enough, at least not at once. */
const peopleAloneAreNotEnough: Rule = ({ authentication, of }, blame) => {
  const { atLeast, independent } = authentication ?? {};
  if (atLeast === undefined || independent === undefined || !isWhole(of)) return;
  const people = of.filter(({ step }) => step.factor === 'people');
  const reach = (placed: readonly Placed[]): boolean =>
    placed.length > 0 &&
    proofCount(
      placed.map(({ step }) => step),
      independent,
    ) >= atLeast;
  // A second person who meets the subject is what an imitated voice can't do.
  const remote = people.filter(({ step, part }) => !part.inPerson(step.config));
  if (reach(people) && (atLeast < 2 || reach(remote)))
    blame(
      ['authentication', 'atLeast'],
      `could be reached by people alone (${people.map(({ step }) => step.id).join(', ')}): ask for a proof of another kind besides, for a cooling-off time (delay), or for a second person in person`,
    );
};

const nobodyMailsOthers: Rule = ({ request, of }, blame) => {
  if (!request?.by.includes('self') || !isWhole(of) || of.some(({ step }) => step.shape === 'ask')) return;
  for (const { step, path } of of)
    if (step.shape === 'await' || step.shape === 'delay')
      blame(
        path,
        `needs a step that the requester answers, such as a code: else any stranger ('self') could set '${step.id}' off`,
      );
};

const oneGoesFirst: Rule = ({ of }, blame) => {
  const [first, ...others] = of.filter((placed) => placed?.part.first);
  for (const other of others)
    blame(
      other!.path,
      `goes first, as does ${first!.step.id}: a method can have one of these, for each moves the reset to another device`,
    );
};

/** A value that somebody else sees is no secret: it is made up, works once, and goes to agents only. */
const temporaryIsTemporary: Rule = ({ request, source, targets, delivery }, blame) => {
  if (!delivery?.part.toRequester) return;
  const others = request?.by.filter((kind) => kind !== 'helpdesk') ?? [];
  if (others.length > 0)
    blame(
      ['request', 'by'],
      `must be helpdesk alone, not ${others.join(', ')}: '${delivery.step.id}' shows the value to whoever asked`,
    );
  if (source?.step.shape === 'ask')
    blame(
      source.path,
      `must be one that makes the value up, such as random: '${delivery.step.id}' shows it to whoever asked`,
    );
  for (const placed of targets)
    if (placed && !placed.part.mustChange(placed.step.config))
      blame(
        placed.path,
        `must make users change the value at the next login (mustChange: true, where it can): '${delivery.step.id}' shows it to whoever asked`,
      );
};

const someoneGivesTheValue: Rule = ({ request, authentication, source }, blame) => {
  if (source?.step.shape === 'ask' && authentication === null && request && !request.by.some((kind) => gives.has(kind)))
    blame(
      source.path,
      `nobody could give the new value: without authentication that takes service or self-signed-in among request.by, or a source that makes one up`,
    );
};

const someoneLearnsTheValue: Rule = ({ source, delivery }, blame) => {
  if (source?.step.shape === 'run' && delivery === null)
    blame(['delivery'], `must be named: nobody would ever know the value that '${source.step.id}' makes up`);
};

const idsAreUnique: Rule = ({ of, source, targets, delivery }, blame) => {
  const seen = new Set<string>();
  for (const placed of [...of, source, ...targets, delivery]) {
    if (!placed) continue;
    const { step, path } = placed;
    if (seen.has(step.id))
      blame(
        path,
        `a step with the id '${step.id}' stands above: give this one a name of its own, as in { ${step.kind}: { id: ${step.id}-2 } }`,
      );
    seen.add(step.id);
  }
};

const waitsEndInTime: Rule = ({ of, expires }, blame) => {
  for (const placed of of)
    if (placed?.step.shape === 'delay' && placed.step.timing.lasts === expires)
      blame(
        [...placed.path, 'lasts'],
        `would end only when the whole reset expires (${inIso(expires)}): make it shorter, or expires longer`,
      );
};

const provedInTime: Rule = ({ authentication, expires, proveWithin }, blame) => {
  if (typeof proveWithin !== 'number') return;
  if (authentication === null) blame(['proveWithin'], 'has no meaning without authentication: leave it out');
  else if (expires !== undefined && proveWithin > expires)
    blame(['proveWithin'], `is longer than the whole reset, which expires after ${inIso(expires)}`);
};

/** Whoever has proved it must have the time to choose a value. */
const freshAtLeast = 60_000;
const proofsGetOld: Rule = ({ of, expires, freshFor }, blame) => {
  if (typeof freshFor !== 'number') return;
  if (isWhole(of) && !of.some(({ step }) => getsOld(step)))
    blame(['freshFor'], 'has no meaning where the subject takes part in no step, such as a code: leave it out');
  else if (expires !== undefined && freshFor > expires)
    blame(['freshFor'], `is longer than the whole reset, which expires after ${inIso(expires)}`);
  else if (freshFor < freshAtLeast)
    blame(['freshFor'], `must be ${inIso(freshAtLeast)} or longer: nobody chooses a new value sooner`);
};

const subjectsAreSomebody: Rule = ({ request }, blame) => {
  const out = new Set(request?.subjects.notIn);
  const both = request?.subjects.in?.filter((group) => out.has(group)) ?? [];
  for (const group of both) blame(['request', 'subjects'], `has '${group}' both in and notIn`);
};

export const rules: readonly Rule[] = [
  subjectsAreSomebody,
  someoneProves,
  enoughProofs,
  peopleAloneAreNotEnough,
  nobodyMailsOthers,
  oneGoesFirst,
  temporaryIsTemporary,
  someoneGivesTheValue,
  someoneLearnsTheValue,
  idsAreUnique,
  waitsEndInTime,
  provedInTime,
  proofsGetOld,
];
