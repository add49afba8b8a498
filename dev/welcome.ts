// What `npm start` says once everything serves: where to look, who there is, what to try.
import type { StackUrls } from './note.js';

/** The text for the terminal. */
export function welcome(urls: StackUrls, dataDir: string): string {
  const pages: [what: string, url: string | undefined][] = [
    ['Reset a password', urls.api],
    ['API, with its documentation', urls.docs],
    ['Mails that were sent', urls.mail],
    ['Resets in the Temporal UI', urls.temporalUi],
    ['Identity provider, to log in', urls.idp],
  ];
  const table = pages.filter(([, url]) => url !== undefined);
  const width = Math.max(...table.map(([what]) => what.length));
  return [
    '',
    'Rekey is running.',
    '',
    ...table.map(([what, url]) => `  ${what.padEnd(width)}   ${url}`),
    '',
    '  Demo users: alice, bob, carol … (@example.org), each with the password Correct-Horse-Battery-1',
    '',
    '  What to try:',
    `  1. Open ${urls.api} and ask for a reset as alice.`,
    `  2. Read the code in alice's mail${urls.mail === undefined ? '' : ` at ${urls.mail}`}, and set a new password.`,
    '  3. Find the reset in the Temporal UI: every step, and no secret.',
    '  Or let "npm run demo" do all that in another terminal.',
    '',
    `  Data and logs: ${dataDir}   (delete it to begin anew)`,
    '  Ctrl-C stops everything that was started here.',
    '',
  ].join('\n');
}
