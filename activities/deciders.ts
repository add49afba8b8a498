/** What the frame adds around an await step: whom it asks is kept, a decision is read from its signed record, and what came of it stands once. */
import type { Json } from '../domain/plan.js';
import { decidersOf, type AllPorts, type DecisionsKept } from '../domain/ports.js';
import { collecting, roundOf, type Asked, type Decision, type DecisionName, type Tally } from '../domain/shapes.js';
import type { AnyPart, CallOf } from './part.js';

type Others = CallOf<Json>;
type Judged = Pick<Others['decided'][number], 'verdict' | 'tally'>;

/** Calls an await part's verb. */
export async function askOthers(
  part: AnyPart,
  verb: string,
  call: Others,
  input: object,
  ports: AllPorts,
): Promise<object> {
  if (verb === 'decide') return decide(part, call, input as { decision: DecisionName }, ports);
  const { made } = verb === 'invite' ? { made: call } : await informed(call, ports);
  const { asks, notes, ...out } = (await part.verbs[verb]!(made, input as never, ports)) as Asked;
  await ports.decisions.ask(call.resetId, call.stepId, asks ?? []);
  if (notes) await ports.decisions.tell(call.resetId, call.stepId, notes);
  return out;
}

/** The call with whom the step has asked, and what came of it in this round; and all that is kept of the reset. */
async function informed(call: Others, { decisions }: AllPorts): Promise<{ made: Others; kept: DecisionsKept }> {
  const { resetId, stepId, round } = call;
  const kept = await decisions.of(resetId);
  const decided = kept.judged.filter((d) => d.stepId === stepId && roundOf(d.tally) === round);
  return { made: { ...call, asked: decidersOf(kept, stepId), decided }, kept };
}

/** Whether what others decided is still so. */
export async function holds(part: AnyPart, call: Others, ports: AllPorts): Promise<boolean> {
  if (part.shape !== 'await') return true;
  const { made, kept } = await informed(call, ports);
  const approved = made.decided.filter(isCounted);
  const isTwice = approved.some(({ by }) => decidedElsewhere(call, by, kept));
  return !isTwice && part.stillHolds(made, ports);
}

const isCounted = ({ verdict, tally }: Judged): boolean => verdict === 'approve' && tally.refused === undefined;
/** One person is one, whatever they are asked as: who checked the caller as an agent approves nothing as the manager, too. */
const decidedElsewhere = ({ stepId }: Others, by: string, { judged }: DecisionsKept): boolean =>
  judged.some((d) => d.stepId !== stepId && d.by === by && isCounted(d));

const twice: Tally = { done: false, passed: false, refused: 'decided-already' };

/** A decision of which there is no genuine record for this very step never reaches the part. */
async function decide(part: AnyPart, call: Others, input: { decision: DecisionName }, ports: AllPorts): Promise<Tally> {
  const { resetId, stepId, round } = call;
  const { id } = input.decision;
  const { made, kept } = await informed(call, ports);
  const tallyOf = (decision: Decision): Promise<Tally> =>
    part.verbs['decide']!(made, { ...input, decision } as never, ports) as Promise<Tally>;
  if (id === collecting && part.role === 'delivery')
    return tallyOf({ id, verdict: 'collect', by: 'holder', at: ports.clock.now() });
  const told = (tally: Tally, { by, at }: Decision): Tally => ({
    ...{ ...tally, by },
    ...(part.getsOld && tally.passed && { at }),
  });
  const known = kept.judged.find((d) => d.id === id && d.stepId === stepId);
  // Said once more of a round that is over, it says nothing of this one.
  if (known) return told(roundOf(known.tally) === round ? known.tally : twice, known);
  const record = kept.records.find((r) => r.id === id);
  if (record?.stepId !== stepId) return { done: false, passed: false, refused: 'unknown-decision' };
  const isTwice = record.verdict === 'approve' && decidedElsewhere(call, record.by, kept);
  const tally = { ...(isTwice ? twice : await tallyOf(record)), ...(round > 1 && { round }) };
  return told(await ports.decisions.settle(resetId, id, tally), record);
}
