/** reset.veto: somebody who was told of a reset says that it was not them. Each effect under its own key; the record that the API wrote is judged, not the message. */
import { laneName } from '../../domain/lane.js';
import type { Ms } from '../../domain/plan.js';
import type { AllPorts, StoredReset } from '../../domain/ports.js';
import type { DecisionName } from '../../domain/shapes.js';
import { frozenFor, vetoStep } from '../../domain/veto.js';

export interface VetoInput {
  resetId: string;
  decision: DecisionName;
}
export interface Vetoed {
  /** There is a record of it. */
  genuine: boolean;
  /** The reset has not been closed: it has to be told, and looked at again. */
  open: boolean;
}

export async function veto({ resetId, decision }: VetoInput, ports: AllPorts): Promise<Vetoed> {
  const [record, row] = await Promise.all([ports.decisions.get(resetId, decision.id), ports.resets.get(resetId)]);
  if (!row || record?.stepId !== vetoStep) return { genuine: false, open: false };
  const open = row.closedAt === undefined;
  await ports.quotas.freeze(laneName(ports.keyed, 'self', row.subject), record.at + frozenFor);
  const set = isSet(row);
  if (!open && set) await ports.directory.endSessions(row.subject, endedBefore(row, record.at, ports.clock.now()));
  await ports.audit.append(resetId, [
    { key: `${resetId}/veto`, type: 'incident', at: record.at, data: { flag: 'vetoed', state: row.state } },
    ...(!open && set
      ? [{ key: `${resetId}/veto/sessions`, type: 'sessions.ended', at: record.at, data: { state: row.state } }]
      : []),
  ]);
  return { genuine: true, open };
}

/**
 * A login after a veto of what had ended is the subject's own: they have been helped by then. One that came while the reset was still being set
 * was too early for the new value's logins, so all of them are over that there are by now.
 */
const endedBefore = ({ closedAt }: StoredReset, at: Ms, now: Ms): Ms => (at > (closedAt ?? at) ? at : now);
/** The new value stands somewhere, or may: whoever has it may be signed in. */
const isSet = ({ steps }: StoredReset): boolean =>
  Object.values(steps).some((s) => s.state === 'set' || s.state === 'unknown');
