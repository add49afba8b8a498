/** One running reset: its state, its plan, and the one place where it calls activities. */
import { ActivityFailure, condition, scheduleActivity, setCurrentDetails } from '@temporalio/workflow';
import {
  detailOf,
  eventsOfBoth,
  keyOf,
  lean,
  type Answered,
  type Call,
  type Reply,
  type Sets,
} from '../domain/call.js';
import { othersIn, type Ms, type Plan, type Shape, type StepOf } from '../domain/plan.js';
import { ended, next, passedCount, type Event, type Reset } from '../domain/reset.js';
import type { DecisionName, In, Out, VerbOf } from '../domain/shapes.js';
import { detailsOf } from './details.js';

const second = 1_000;
const hour = 3_600 * second;
/** No schedule-to-close: workers that are down for longer must not lose what was accepted. */
const options = {
  startToCloseTimeout: 10 * second,
  retry: { initialInterval: 200, backoffCoefficient: 2, maximumAttempts: 3 },
};
/** Nothing is written twice before the target was asked what came of the first time. */
const once = { ...options, retry: { maximumAttempts: 1 } };

/** What all steps add up to. */
const sumOf = (reset: Reset): string => `${reset.state}/${passedCount(reset)}`;

export class Live {
  reset: Reset;
  plan: Plan | null = null;
  /** How often an activity left mails that wait to be sent. */
  unsent = 0;
  /** Up to which of these somebody has begun to send them. */
  begunToSend = 0;
  /** How often two steps moved at once, so that the read model has to be told what there is now. */
  interleaved = 0;
  /** The end that was asked for before it was opened, or while it was undecided. */
  withdrawn: Event | null = null;
  /** From here on only `close` sends mail. */
  closed = false;
  /** What `close` answered, where the call that completed the reset closed it, too. */
  closing: Reply | null = null;
  /** Whether mails that were left unsent are being sent. */
  mailing = false;
  /** See `Start`. */
  setsAtOnce = false;
  /** A value is being judged and set: whether it still can end otherwise nobody knows until that is told. */
  undecided = false;
  /** How many Updates and vetoes are being handled. */
  handling = 0;
  /** How many were judged. */
  vetoes = 0;
  /** A mailed link that moves the reset is being judged. */
  joining = false;
  /** Decisions that came by Signal, by step, not yet judged. */
  readonly inbox: Record<string, DecisionName[]> = {};
  /** What goes wrong now, in words for the operator. */
  trouble: string | null = null;
  #retries = 0;
  /** What the last call of each step that ended was told of the reset. */
  readonly #scheduled = new Map<string, Reset>();

  constructor(reset: Reset) {
    this.reset = reset;
    this.#describe();
  }

  get over(): boolean {
    return ended(this.reset.state);
  }

  happen(...events: Event[]): void {
    this.reset = events.reduce(next, this.reset);
    this.#describe();
  }

  /**
   * What a call answered with happens. Its activity wrote what that makes of the reset as it was when the call was scheduled; where others came in
   * between, that is not what it makes of it now. Compared here, not as the activity ends: two may end in one workflow task.
   */
  take<S extends Shape, V extends VerbOf<S>>(
    step: StepOf<S>,
    verb: V,
    out: Answered<Out<S, V> & object>,
    until: Ms,
    target?: StepOf<'set'>,
  ): void {
    const events = eventsOfBoth(step, verb, out, until, target);
    if (events.length === 0) return;
    this.happen(...events);
    const scheduled = this.#scheduled.get(step.id);
    if (scheduled && sumOf(events.reduce(next, scheduled)) !== sumOf(this.reset)) this.interleaved++;
  }

  /**
   * Calls a part by role, kind and a verb of its shape. Its result is not yet an event: the caller decides that. `closes`: where it completes the
   * reset, the same activity closes it. `sets`: what is accepted is set there, too.
   */
  async call<S extends Shape, V extends VerbOf<S>>(
    step: StepOf<S>,
    verb: V,
    input: In<S, V>,
    until: Ms,
    { closes = false, sets }: { closes?: boolean; sets?: Sets } = {},
  ): Promise<Answered<Out<S, V>>> {
    const key = keyOf(this.reset, step, verb, detailOf(step.shape, verb, input));
    const call = {
      ...{ key, reset: this.reset, step: lean(step), until },
      ...(closes && { closes }),
      ...(sets && { sets }),
    } as Call;
    const {
      unsent = 0,
      closed,
      ...out
    } = await scheduleActivity<Reply<Out<S, V> & object>>(`${step.role}.${step.kind}.${verb}`, [call, input], {
      ...(verb === 'apply' || sets ? once : options),
      summary: `${step.id}: ${verb}${sets ? `, then ${sets.step.id}: apply` : ''}${closes ? ', then clean up' : ''}`,
    });
    if (closed) this.closing = { unsent };
    else if (unsent > 0) this.unsent++;
    this.#scheduled.set(step.id, call.reset);
    return out as Answered<Out<S, V>>;
  }

  /** Calls one of the reset's own activities. */
  async own<T extends object>(
    name: 'open' | 'join' | 'send' | 'note' | 'again' | 'veto' | 'close',
    input: object,
    summary: string,
  ): Promise<Reply<T>> {
    const reply = await scheduleActivity<Reply<T>>(`reset.${name}`, [input], { ...options, summary });
    if (name === 'open' && (reply.unsent ?? 0) > 0) this.unsent++;
    return reply;
  }

  /**
   * Repeats what is not behind an Update until it succeeds, `until` has passed, or `stop` says so; `retryNow` cuts a pause short.
   * Undefined: given up. `null` from `run` counts as "not yet".
   */
  async persist<T>(
    what: string,
    until: Ms,
    run: () => Promise<T | null>,
    stop: () => boolean = () => false,
  ): Promise<T | undefined> {
    for (let tries = 1, pause = second; ; tries++, pause = Math.min(2 * pause, hour)) {
      const result = await run().catch(passing);
      if (result !== null) {
        this.#trouble(null);
        return result;
      }
      if (stop() || Date.now() >= until) return undefined;
      this.#trouble(
        `${what} did not succeed ${tries === 1 ? 'once' : `${tries} times`}; it is tried again, until ${new Date(until).toISOString()} at the latest`,
      );
      const seen = this.#retries;
      await condition(() => this.#retries !== seen || stop(), Math.min(pause, Math.max(1, until - Date.now())));
      if (stop()) return undefined;
    }
  }

  /** Tells the read model what time has done to a step; where the reset ended by it, `close` tells all. */
  async note(stepId: string, stepIds: readonly string[] = [stepId]): Promise<void> {
    await this.#note({ stepIds, stepId }, `${stepId}: its time is over`);
  }
  /** Tells the read model what several steps add up to that moved at once. */
  async noteAll(): Promise<void> {
    await this.#note({ stepIds: Object.keys(this.reset.steps) }, 'what several steps add up to');
  }

  async #note(what: { stepIds: readonly string[]; stepId?: string }, summary: string): Promise<void> {
    if (this.over) return;
    const { reset } = this;
    const stale = (): boolean => this.reset.state !== reset.state;
    await this.persist(
      `the note: ${summary}`,
      reset.expiresAt,
      () => this.own('note', { reset, ...what }, summary),
      stale,
    );
  }

  /** Ends it from outside. While it is being opened that waits: `close` must know whom it was for. While it is undecided, too. */
  withdraw(event: Event): void {
    // That it was not them says more than any other end.
    if (this.reset.state === 'requested' || this.undecided)
      this.withdrawn = event.type === 'vetoed' ? event : (this.withdrawn ?? event);
    else this.happen(event);
  }

  /** It is decided: the end that was asked for meanwhile. */
  endNow(): void {
    this.undecided = false;
    const asked = this.withdrawn;
    this.withdrawn = null;
    if (asked) this.happen(asked);
  }

  /** Nothing of it is under way, and no step can begin, but one write: a reset which that completes is closed with it. `handling`: by so many Updates. */
  isAlone(handling: number): boolean {
    return (
      this.plan!.targets.length === 1 &&
      !this.plan!.delivery &&
      othersIn(this.plan!).length === 0 &&
      !this.mailing &&
      this.unsent === this.begunToSend &&
      this.handling === handling
    );
  }

  retryNow(): void {
    this.#retries++;
  }

  #trouble(words: string | null): void {
    if (words === this.trouble) return;
    this.trouble = words;
    this.#describe();
  }

  #describe(): void {
    setCurrentDetails(detailsOf(this.reset, this.plan, this.trouble));
  }
}

/** Whether anybody waits for this step as things stand. */
export const isNeeded = ({ reset }: Live, { role }: Pick<StepOf<Shape>, 'role'>): boolean =>
  role !== 'authenticator' || reset.state === 'authenticating';

/** An activity that used up its attempts is tried again later; anything else is a fault of the workflow itself. */
function passing(error: unknown): null {
  if (error instanceof ActivityFailure) return null;
  throw error;
}
