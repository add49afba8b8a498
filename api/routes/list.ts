/** Resets as staff see them: no name and no subject stands in them. */
import { z } from 'zod';
import type { StoredReset } from '../../domain/ports.js';
import { route } from '../guard.js';
import { listed, methodId, resetId, states } from '../schemas.js';
import { example } from './examples.js';

const iso = (ms: number): string => new Date(ms).toISOString();

function listedOf(row: StoredReset): z.input<typeof listed> {
  const waitingFor = Object.values(row.steps).find((s) => s.waitingFor)?.waitingFor;
  return {
    id: row.id,
    credentialId: row.credentialId,
    resetMethodId: row.methodId,
    state: row.state,
    requestedBy: row.requesterKind,
    joined: row.joined,
    ...(row.ticket !== undefined && { ticket: row.ticket }),
    requestedAt: iso(row.requestedAt),
    expiresAt: iso(row.deadline),
    ...(waitingFor && { waitingFor }),
    ...(row.reason !== undefined && { reason: row.reason }),
  };
}

export const getResets = route({
  method: 'get',
  path: '/v1/resets',
  tag: 'Staff',
  summary: 'List resets',
  description: 'Newest first. `next` is there where more may follow: send it as `after`.',
  who: { people: ['rekey-admin', 'rekey-helpdesk'] },
  query: z.strictObject({
    state: z.enum(states).optional(),
    method: methodId.optional(),
    mine: z.literal('true').optional().meta({ description: 'Only those that you asked for' }),
    open: z.literal('true').optional().meta({ description: 'Only those that have not ended' }),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    after: resetId.optional(),
  }),
  responses: {
    200: {
      description: 'The resets',
      schema: z.strictObject({ resets: z.array(listed), next: resetId.optional() }),
    },
  },
  example: {
    response: {
      resets: [
        {
          id: example.id,
          credentialId: 'password',
          resetMethodId: 'email-code',
          state: 'authenticating',
          requestedBy: 'helpdesk',
          joined: false,
          ticket: 'INC-20417',
          requestedAt: '2026-11-24T12:00:00.000Z',
          expiresAt: '2026-11-24T13:00:00.000Z',
        },
      ],
    },
  },
})(async ({ query: { state, method, mine, open, limit, after }, caller, work }) => {
  const rows = await work.ports.resets.list({
    limit,
    ...(state && { state }),
    ...(method !== undefined && { methodId: method }),
    ...(mine && caller.kind === 'person' && { requester: caller.person.personId }),
    ...(open && { open: true }),
    ...(after !== undefined && { after }),
  });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { status: 200, body: { resets: rows.map(listedOf), ...(last && { next: last.id }) } };
});
