/** What every store of proofs must do. */
import { expect, it } from '@jest/globals';
import type { Proof } from '../../../domain/ports.js';
import { monday, type Suite } from './world.js';

const proof: Proof = {
  resetId: 'r1',
  stepId: 'code',
  subjectId: 's1',
  epoch: 1,
  round: 1,
  factor: 'email',
  at: monday,
};

export const proofs: Suite = (world) => {
  it('keeps what was proved, by reset', async () => {
    const other = { ...proof, stepId: 'approval', factor: null };
    await world().ports.proofs.record(proof);
    await world().ports.proofs.record(other);
    await world().ports.proofs.record({ ...proof, resetId: 'r2' });
    expect(await world().ports.proofs.of('r1')).toEqual([proof, other]);
    expect(await world().ports.proofs.of('r3')).toEqual([]);
  });

  it('keeps one proof of a step, epoch and round: the first', async () => {
    await Promise.all([proof, proof, proof].map((p) => world().ports.proofs.record(p)));
    await world().ports.proofs.record({ ...proof, at: monday + 1 });
    await world().ports.proofs.record({ ...proof, epoch: 2 });
    await world().ports.proofs.record({ ...proof, round: 2 });
    expect(await world().ports.proofs.of('r1')).toEqual([proof, { ...proof, epoch: 2 }, { ...proof, round: 2 }]);
  });
};
