/** What is on record of a reset. */
import { z } from 'zod';
import { route } from '../guard.js';
import { Problem } from '../problem.js';
import { auditRecord, resetId } from '../schemas.js';
import { example } from './examples.js';

export const getAudit = route({
  method: 'get',
  path: '/v1/resets/{id}/audit',
  tag: 'Staff',
  summary: "Read a reset's audit chain",
  description: 'Each record is bound to the one before by its hash; `rekey audit verify` checks all chains.',
  who: { people: ['rekey-admin'] },
  params: z.strictObject({ id: resetId }),
  responses: { 200: { description: 'The chain', schema: z.strictObject({ records: z.array(auditRecord) }) } },
  problems: ['unknown-reset'],
  example: {
    response: {
      records: [
        {
          resetId: example.id,
          seq: 1,
          at: '2026-11-24T12:00:00.000Z',
          type: 'requested',
          data: { method: 'email-code' },
          key: `${example.id}/open`,
          prev: '',
          hash: 'ZpKkJ1h2mT0u4e9dQ8b7c6a5z4y3x2w1v0uTsRqPoNm',
        },
      ],
    },
  },
})(async ({ params: { id }, work }) => {
  const records = await work.ports.audit.of(id);
  if (records.length === 0) throw new Problem('unknown-reset');
  return {
    status: 200,
    body: { records: records.map((r) => ({ ...r, at: new Date(r.at).toISOString() })) },
  };
});
