// The kill matrix: worker and API are killed with SIGKILL at each call of each adapter, before and after its effect. Whatever was
// accepted is finished by those that come after: one new value is written, and the truth is told.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadMethods } from '../../activities/compile/load.js';
import { registry } from '../../activities/registry.js';
import { killMatrix } from '../kill/matrix.js';
import { reportOf, saying } from '../kill/report.js';
import { raise, type Rig } from '../kill/rig.js';

const { plans } = await loadMethods('methods', registry);
/** `all`, or names with commas between them. */
const wanted = process.env['REKEY_KILL_METHODS'] ?? 'email-code';
const methods = wanted === 'all' ? plans.map((p) => p.plan.methodId) : wanted.split(',');

describe('a reset whose worker or API is killed at any call', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await raise(process.env);
  }, 120_000);
  afterAll(() => rig?.stop());

  it.each(methods)(
    'is finished by the next, with one new value and the truth reported: %s',
    async (method) => {
      const matrix = await killMatrix(rig, method);
      process.stdout.write(`${reportOf(matrix)}\n`);
      expect(matrix.clean).toMatchObject({
        workflow: 'COMPLETED',
        state: 'completed',
        steps: { directory: 'set' },
        newPasswordWorks: true,
        oldPasswordWorks: false,
        writes: 1,
        history: 1,
        fence: 1,
        claimsLeft: 0,
        progressLeft: 0,
        sessionsEnded: true,
        resetsOfUser: 1,
        placeInLane: false,
        sealsRefused: true,
        mailsUnsent: 0,
        mailsAlike: true,
        auditFault: null,
      });
      expect(matrix.verdicts.filter(({ faults }) => faults.length > 0).map(saying)).toEqual([]);
      expect(new Set(matrix.verdicts.map(({ process }) => process))).toEqual(new Set(['api', 'worker']));
    },
    1_800_000,
  );
});
