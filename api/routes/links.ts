/** The one way in from a mail. */
import { z } from 'zod';
import { route } from '../guard.js';
import { openLink } from '../operations/links.js';
import { context, token } from '../schemas.js';
import { example } from './examples.js';

export const postLink = route({
  method: 'post',
  path: '/v1/links',
  tag: 'Links',
  summary: 'Open a mailed link',
  description:
    'The reset goes on where the link was opened: use the token of this answer; an older one only sees that it was continued elsewhere. ' +
    'The link of a notice ("this was not me") ends the reset instead: 202, and it is seen to as soon as a worker answers. It works until 7 days after the end of the reset; then its sessions are ended.',
  who: { anonymous: true },
  body: z.strictObject({ token: z.string().min(20).max(2048).meta({ description: 'From the link in the mail' }) }),
  repeatable: true,
  responses: {
    200: { description: 'Opened', schema: z.strictObject({ context, token }) },
    202: {
      description: 'It was not them: accepted',
      schema: z.strictObject({ outcome: z.literal('vetoed') }),
    },
  },
  problems: [
    'link-used',
    'unknown-reset',
    'no-such-step',
    'wrong-state',
    'busy',
    'already-passed',
    'no-attempts-left',
    'not-joined',
    'continued-elsewhere',
    'already-ended',
    'reset-expired',
    'plan-unfit',
  ],
  limit: 'links',
  example: {
    body: { token: example.token },
    response: { context: example.authenticated, token: example.token },
  },
})(async ({ body, facts, work }) => {
  const opened = await openLink(work, facts, body.token);
  return 'outcome' in opened ? { status: 202, body: opened } : { status: 200, body: opened };
});
