/** A method file → a plan with its hash, or every mistake in the file at once. Its fields are in `compile/form.ts`, the rules beyond them in `compile/rules.ts`. */
import { planHash } from '../domain/compiled.js';
import type { Plan, Shape, Step } from '../domain/plan.js';
import { checker, unknownSetting } from './compile/check.js';
import { readSource, type Source } from './compile/document.js';
import { form, type Form } from './compile/form.js';
import type { Mistake, Path } from './compile/mistakes.js';
import { rules, type Draft } from './compile/rules.js';
import { compileStep, type Placed, type Surroundings } from './compile/step.js';
import type { AnyPart } from './part.js';

export type Compiled = { plan: Plan; hash: string } | { mistakes: Mistake[] };

/** `file` names it in mistakes. `mustBe`: the id that it has to have. Never throws for what stands in the file. */
export function compile(file: string, text: string, registry: readonly AnyPart[], mustBe?: string): Compiled {
  const source = readSource(file, text);
  const plan = isMapping(source.value) ? compileForm(source.value, source, registry, mustBe) : undefined;
  if (source.value !== undefined && !isMapping(source.value))
    source.blame([], 'a method is a mapping: id, title, source, targets and so on');
  if (plan && source.mistakes.length === 0) return { plan, hash: planHash(plan) };
  return { mistakes: source.mistakes.sort((a, b) => a.line - b.line || a.column - b.column) };
}

type Mapping = Record<string, unknown>;
const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function compileForm(raw: Mapping, source: Source, registry: readonly AnyPart[], mustBe?: string): Plan | undefined {
  const { blame } = source;
  const check = checker(source);
  const known = Object.keys(form.shape);
  for (const key of Object.keys(raw)) if (!known.includes(key)) blame([key], unknownSetting(key, known), 'key');
  // Field by field, so that one mistake doesn't hide what the others say together.
  const field: Field = (key) => check(form.shape[key], raw[key], [key]) as never;

  const head = { id: field('id'), title: field('title'), credential: field('credential') };
  if (head.id !== undefined && mustBe !== undefined && head.id !== mustBe)
    blame(['id'], `must be the file's name, ${mustBe}`);
  const draft = draftOf(raw, field, { registry, blame, check, expires: field('expires') });
  for (const rule of rules) rule(draft, blame);
  return planOf(head, draft);
}

type Field = <K extends keyof Form>(key: K) => Form[K] | undefined;

function draftOf(raw: Mapping, field: Field, around: Surroundings): Draft {
  const one = (role: 'source' | 'delivery'): Placed | undefined => compileStep(role, raw[role], [role], around);
  const all = (role: 'authenticator' | 'target', list: unknown, path: Path): (Placed | undefined)[] =>
    Array.isArray(list) ? list.map((use, i) => compileStep(role, use, [...path, i], around)) : [];
  const leftOut = (key: keyof Form): boolean => raw[key] === undefined;

  const authentication = field('authentication');
  const { of: uses } = isMapping(raw['authentication']) ? raw['authentication'] : {};
  const of = all('authenticator', uses, ['authentication', 'of']);
  field('targets');
  const delivery = leftOut('delivery') ? null : one('delivery');
  return {
    request: field('request'),
    authentication: leftOut('authentication')
      ? null
      : authentication && { ...authentication, atLeast: authentication.atLeast ?? of.length },
    of,
    source: one('source'),
    targets: all('target', raw['targets'], ['targets']),
    delivery: delivery?.step.kind === nothingToHandOver ? null : delivery,
    expires: around.expires,
    proveWithin: leftOut('proveWithin') ? null : field('proveWithin'),
    freshFor: leftOut('freshFor') ? null : field('freshFor'),
  };
}

/** The delivery that hands nothing over, so that a plan has no step for it. */
const nothingToHandOver = 'none';

/** Who has not proved anything after this long does not want to. */
const proveWithinPreset = 3_600_000;
/** What a method need not say of how old a proof may be. */
const freshForPreset = form.shape.freshFor.parse(undefined);

type Head = { [K in 'id' | 'title' | 'credential']: string | undefined };

/** The plan of a draft; undefined where something could not be read. */
function planOf({ id, title, credential }: Head, draft: Draft): Plan | undefined {
  const { request, authentication, source, delivery, expires, proveWithin, freshFor } = draft;
  if (id === undefined || title === undefined || credential === undefined || !request || !source) return undefined;
  if (authentication === undefined || delivery === undefined || expires === undefined || proveWithin === undefined)
    return undefined;
  if (freshFor === undefined) return undefined;
  return {
    schema: 1,
    methodId: id,
    title,
    credentialId: credential,
    request: {
      by: request.by,
      subjects: { in: request.subjects.in ?? [], notIn: request.subjects.notIn ?? [] },
      privileged: request.privileged,
    },
    authentication: {
      atLeast: authentication?.atLeast ?? 0,
      independent: authentication?.independent ?? true,
      of: stepsIn(inOrder(draft.of)),
    },
    source: stepIn(source),
    targets: stepsIn(draft.targets),
    delivery: delivery && stepIn(delivery),
    expires,
    proveWithin: Math.min(proveWithin ?? proveWithinPreset, expires),
    freshFor: freshFor ?? freshForPreset,
    heldBy: delivery?.part.toRequester ? 'requester' : 'subject',
  };
}

// That a role has its shapes only was checked with the part.
const stepIn = <S extends Shape>({ step }: Placed): Step<S> => step as Step<S>;
const stepsIn = <S extends Shape>(list: readonly (Placed | undefined)[]): Step<S>[] =>
  list.flatMap((placed) => (placed ? [stepIn<S>(placed)] : []));

/** What moves the reset to another device goes first; then what the requester answers, or nobody; what begins only after a proof comes last. */
function inOrder(of: readonly (Placed | undefined)[]): (Placed | undefined)[] {
  const ranks: Record<Shape, number> = { ask: 1, run: 1, set: 1, await: 2, delay: 2 };
  const rank = (placed: Placed | undefined): number => (!placed || placed.part.first ? 0 : ranks[placed.step.shape]);
  return [...of].sort((a, b) => rank(a) - rank(b));
}
