/** A reset as server-sent events: its context now, and again whenever it changes, until it has ended. */
import { once } from 'node:events';
import type { Response } from 'express';
import { z } from 'zod';
import type { TokenClaims } from '../../domain/ports.js';
import { ended } from '../../domain/reset.js';
import type { Work } from '../deps.js';
import { problemOf } from '../faults.js';
import { route } from '../guard.js';
import { claimsToLook } from '../operations/finisher.js';
import { look, type Look } from '../operations/look.js';
import { documentOf } from '../problem.js';
import { resetId } from '../schemas.js';
import { lookers } from './who.js';

/** A stream ends after this; clients come back by themselves. */
const lifetime = 10 * 60_000;
/** How long nothing may be sent, so that proxies keep the connection. */
const heartbeat = 15_000;

export const getEvents = route({
  method: 'get',
  path: '/v1/resets/{id}/events',
  tag: 'Resets',
  summary: 'Follow a reset',
  description:
    'Server-sent events: `context`, whose data is the context as GET /v1/resets/{id} answers it and whose id is its version; after the last state the stream ends. `problem` tells why it ends early. It lives for 10 minutes at most; connect again then.',
  who: lookers,
  params: z.strictObject({ id: resetId }),
  responses: { 200: { description: 'The events', type: 'text/event-stream' } },
  problems: ['unknown-reset', 'continued-elsewhere', 'plan-unfit'],
  stream: true,
})(async ({ params: { id }, caller, facts, work, limits, res }) => {
  const leave = limits.stream(facts.address);
  res.on('close', leave);
  try {
    const claims = await claimsToLook(work, caller, id);
    const first = await look(work, id, claims);
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    await follow(work, id, claims, first, res).catch((error: unknown) => {
      const problem = documentOf(problemOf(error), facts.requestId);
      return send(res, `event: problem\ndata: ${JSON.stringify(problem)}\n\n`);
    });
    res.end();
  } finally {
    leave();
  }
  return undefined;
});

async function follow(
  work: Work,
  id: string,
  claims: TokenClaims | undefined,
  first: Look,
  res: Response,
): Promise<void> {
  const end = performance.now() + lifetime;
  let seen = first;
  await send(res, eventOf(seen));
  while (!ended(seen.view.state) && !res.destroyed && performance.now() < end) {
    const changed = await work.ports.resets.changed(id, seen.version, heartbeat);
    if (changed) {
      // Looked at anew: the token may have grown old with this change.
      seen = await look(work, id, claims);
      await send(res, eventOf(seen));
    } else await send(res, ': still here\n\n');
  }
}

const eventOf = ({ version, context }: Look): string =>
  `id: ${version}\nevent: context\ndata: ${JSON.stringify(context)}\n\n`;

/** Waits where the client reads slower than the reset changes. */
async function send(res: Response, text: string): Promise<void> {
  if (res.destroyed || res.write(text)) return;
  await Promise.race([once(res, 'drain'), once(res, 'close')]);
}
