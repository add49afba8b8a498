/** What a part is: one object, checked by `satisfies`, made of one function per verb of its shape. */
import type { z } from 'zod';
import type { Factor, Json, Ms, Prompts, Role, Shape, Timing } from '../domain/plan.js';
import type { Ports, Subject } from '../domain/ports.js';
import type { Requester } from '../domain/request.js';
import {
  verbs,
  type Decider,
  type Decision,
  type Out,
  type PartIn,
  type Tally,
  type VerbOf,
} from '../domain/shapes.js';

/** What every call of a part's verb is told. */
export interface CallOf<C> {
  /** Name of this effect; the same when the call is repeated. Sends, guesses, generated values and writes are kept under it. */
  key: string;
  resetId: string;
  credentialId: string;
  stepId: string;
  /** Which challenge, invitation or application of the step this is, from 1. */
  round: number;
  attempts: number;
  subject: Subject;
  /** Who asked: not always the subject. */
  requester: Requester;
  /** The number of this reset's claim, for `prepare` and `apply`: a target that can compare it refuses an older one. */
  fence: number | null;
  epoch: number;
  /** The subject holds a token already. */
  joined: boolean;
  /** For `remind` and `decide`: whom this step has asked, and what came of this round's decisions so far, in their order. */
  asked: readonly Decider[];
  decided: readonly (Decision & { tally: Tally })[];
  /** When this step's challenge or invitation ends, as its timing says. */
  until: Ms;
  config: C;
}

type RoleOf = {
  ask: 'authenticator' | 'source';
  await: 'authenticator' | 'delivery';
  delay: 'authenticator';
  run: 'authenticator' | 'source' | 'delivery';
  set: 'target';
};

/** A part of shape S whose config is C: `{ role, kind, shape, … } satisfies Part<'ask', z.output<typeof config>>`. */
export type Part<S extends Shape, C> = {
  role: RoleOf[S] & Role;
  /** The name in methods, kebab-case. */
  kind: string;
  shape: S;
  /** What a proof by this authenticator rests on. */
  factor?: Factor;
  config: z.ZodType<C, unknown>;
  /** This part's defaults for its shape's timing: ISO 8601 durations, counts. */
  timing?: { [K in keyof Timing[S]]?: string | number };
  /** The static prompts, the same for every subject. */
  describe: (config: C) => Prompts;
  /** It goes first in a plan, and a plan has one of it at most: it moves the reset to another device. */
  first?: true;
  /** For authenticators that people pass: whether, so configured, one of them has to meet the subject. */
  inPerson?: (config: C) => boolean;
  /** For deliveries: the value is temporary and handed to the requester, who then also executes. */
  toRequester?: true;
  /** Of a target: whether, so configured, it makes users change the value at the next login. A part that leaves it out never does. */
  mustChange?: (config: C) => boolean;
  /**
   * Of a target that can promise it: from here on nothing is written under this call's key any more, whoever still tries; whether it was before. One
   * that can is set by the very call that judges what was typed (ARCHITECTURE.md, "judged and set by one call").
   */
  bar?: (call: CallOf<C>, ports: Ports) => Promise<boolean>;
  /** A proof by it is the word of somebody else than the subject and whoever asked: what privileged subjects need. */
  secondPerson?: true;
  /** Others say that it is passed, and the subject takes part: a proof by it gets old (`freshFor`), and they are asked once more. */
  getsOld?: true;
  /** Asked at the gate of a step that others decided: whether it is still as they said. A part that leaves it out needs no second look. */
  stillHolds?: (call: CallOf<C>, ports: Ports) => Promise<boolean>;
} & { [V in VerbOf<S>]: (call: CallOf<C>, input: PartIn<S, V>, ports: Ports) => Promise<Out<S, V>> };

type Verb = (call: CallOf<Json>, input: never, ports: Ports) => Promise<object>;

/** A part whose config type is hidden behind its own parser: what registry, compiler and worker handle. */
export interface AnyPart {
  role: Role;
  kind: string;
  shape: Shape;
  factor: Factor | null;
  first: boolean;
  toRequester: boolean;
  inPerson: (config: unknown) => boolean;
  secondPerson: boolean;
  getsOld: boolean;
  config: z.ZodType;
  timing: Record<string, string | number>;
  describe: (config: unknown) => Prompts;
  mustChange: (config: unknown) => boolean;
  stillHolds: (call: CallOf<Json>, ports: Ports) => Promise<boolean>;
  /** See `Part`. */
  bar: ((call: CallOf<Json>, ports: Ports) => Promise<boolean>) | null;
  /** Verb → function; parses the config again, so that a plan of another version is caught. */
  verbs: Record<string, Verb>;
}

/** Hides the config's type. `C extends Json`: a config goes through plans and histories. */
export function part<S extends Shape, C extends Json>(p: Part<S, C>): AnyPart {
  const bind =
    <V extends VerbOf<S>>(verb: V): Verb =>
    (call, input, ports) =>
      p[verb]({ ...call, config: p.config.parse(call.config) }, input, ports) as Promise<object>;
  return {
    role: p.role,
    kind: p.kind,
    shape: p.shape,
    factor: p.factor ?? null,
    first: p.first ?? false,
    toRequester: p.toRequester ?? false,
    inPerson: (raw) => p.inPerson?.(p.config.parse(raw)) ?? false,
    secondPerson: p.secondPerson ?? false,
    getsOld: p.getsOld ?? false,
    config: p.config,
    timing: { ...p.timing },
    describe: (raw) => p.describe(p.config.parse(raw)),
    mustChange: (raw) => p.mustChange?.(p.config.parse(raw)) ?? false,
    stillHolds: async (call, ports) => p.stillHolds?.({ ...call, config: p.config.parse(call.config) }, ports) ?? true,
    bar: p.bar ? async (call, ports) => p.bar!({ ...call, config: p.config.parse(call.config) }, ports) : null,
    verbs: Object.fromEntries((verbs[p.shape] as readonly VerbOf<S>[]).map((v) => [v, bind(v)])),
  };
}
