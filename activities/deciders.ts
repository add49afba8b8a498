/** What the frame adds around an await step: whom it asks is kept, a decision is read from its signed record, and what came of it stands once. */
import type { Json } from '../domain/plan.js';
import type { AllPorts } from '../domain/ports.js';
import { collecting, type Asked, type Decision, type DecisionName, type Tally } from '../domain/shapes.js';
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
  const made = verb === 'invite' ? call : await informed(call, ports);
  if (verb === 'decide') return decide(part, made, input as { decision: DecisionName }, ports);
  const { asks, notes, ...out } = (await part.verbs[verb]!(made, input as never, ports)) as Asked;
  await ports.decisions.ask(call.resetId, call.stepId, asks ?? []);
  if (notes) await ports.decisions.tell(call.resetId, call.stepId, notes);
  return out;
}

/** The call with whom the step has asked, and what came of it. */
async function informed(call: Others, { decisions }: AllPorts): Promise<Others> {
  const { resetId, stepId } = call;
  const [asked, decided] = await Promise.all([decisions.asked(resetId, stepId), decisions.judged(resetId, stepId)]);
  return { ...call, asked, decided };
}

/** Whether what others decided is still so. */
export async function holds(part: AnyPart, call: Others, ports: AllPorts): Promise<boolean> {
  if (part.shape !== 'await') return true;
  const made = await informed(call, ports);
  const approved = made.decided.filter(isCounted);
  const elsewhere = await Promise.all(approved.map(({ by }) => decidedElsewhere(call, by, ports)));
  return !elsewhere.includes(true) && part.stillHolds(made, ports);
}

const isCounted = ({ verdict, tally }: Judged): boolean => verdict === 'approve' && tally.refused === undefined;
/** One person is one, whatever they are asked as: who checked the caller as an agent approves nothing as the manager, too. */
async function decidedElsewhere({ resetId, stepId }: Others, by: string, { decisions }: AllPorts): Promise<boolean> {
  const judged = await decisions.judged(resetId);
  return judged.some((d) => d.stepId !== stepId && d.by === by && isCounted(d));
}

const twice: Tally = { done: false, passed: false, refused: 'decided-already' };

/** A decision of which there is no genuine record for this very step never reaches the part. */
async function decide(part: AnyPart, call: Others, input: { decision: DecisionName }, ports: AllPorts): Promise<Tally> {
  const { resetId, stepId } = call;
  const { id } = input.decision;
  const tallyOf = (decision: Decision): Promise<Tally> =>
    part.verbs['decide']!(call, { ...input, decision } as never, ports) as Promise<Tally>;
  if (id === collecting && part.role === 'delivery')
    return tallyOf({ id, verdict: 'collect', by: 'holder', at: ports.clock.now() });
  const known = call.decided.find((d) => d.id === id);
  if (known) return { ...known.tally, by: known.by };
  const record = await ports.decisions.get(resetId, id);
  if (record?.stepId !== stepId) return { done: false, passed: false, refused: 'unknown-decision' };
  if (record.verdict === 'approve' && (await decidedElsewhere(call, record.by, ports)))
    return { ...(await ports.decisions.settle(resetId, id, twice)), by: record.by };
  return { ...(await ports.decisions.settle(resetId, id, await tallyOf(record))), by: record.by };
}
