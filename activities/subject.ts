/** Whom a reset is for, as parts and notices see them: somebody of the directory, or a decoy. */
import type { AllPorts, Subject } from '../domain/ports.js';
import type { Reset } from '../domain/reset.js';

/** What stands for a subject that does not exist or may not be reset: no part can tell. */
export const decoySubject = (id: string): Subject => ({
  id,
  personId: id,
  decoy: true,
  state: 'active',
  userName: '',
  displayName: '',
  addresses: [],
  groups: [],
  privileged: false,
  locale: 'en',
});

export async function subjectOf(reset: Reset, { directory }: Pick<AllPorts, 'directory'>): Promise<Subject> {
  const found = await directory.get(reset.subject);
  return reset.decoy || !found ? decoySubject(reset.subject) : found;
}
