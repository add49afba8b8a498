/** What staff see: who they are, what went wrong at the sign-in, and that they are signed out. */
import type { Ms } from '../../../domain/plan.js';
import type { ProblemType } from '../../../domain/problems.js';
import type { StaffRole } from '../../../domain/request.js';
import type { TextId } from '../../../texts/index.js';
import type { Problem } from '../../problem.js';
import { staffPaths } from '../../sign-in.js';
import { Form, LinkButton, Paragraphs, type Screen } from '../layout.js';
import type { Say } from '../say.js';
import { helpPaths } from './help-paths.js';
import { newKey } from '../visit.js';

const minute: Ms = 60_000;

export function homeScreen(
  say: Say,
  { name, roles, until, idle, csrf }: { name: string; roles: readonly StaffRole[]; until: Ms; idle: Ms; csrf: string },
): Screen {
  return {
    title: say('page.staff.home.title'),
    self: staffPaths.home,
    body: (
      <>
        <p>{say('page.staff.home.who', { name })}</p>
        {roles.length > 0 ? (
          <>
            <p>{say('page.staff.home.roles')}</p>
            <ul>
              {roles.map((role) => (
                <li>{say(`page.staff.role.${role}`)}</li>
              ))}
            </ul>
          </>
        ) : (
          <Paragraphs of={say('page.staff.home.no-role')} />
        )}
        {roles.includes('rekey-helpdesk') && <LinkButton to={helpPaths.start} press={say('page.staff.home.help')} />}
        <p class="hint">
          {say('page.staff.home.until', { when: until, minutes: Math.max(1, Math.floor(idle / minute)) })}
        </p>
        <Form
          to={staffPaths.signOut}
          slip={{ key: newKey(), csrf }}
          press={say('page.staff.sign-out')}
          weight="other"
        />
      </>
    ),
  };
}

const signInProblems = { denied: 403, spoiled: 400, stale: 403, lost: 400, mixed: 400, unreachable: 503 } as const;
/** Why nobody is signed in, with the status of the page that says so. */
export type SignInProblem = keyof typeof signInProblems;
export const isProblem = (why: unknown): why is SignInProblem =>
  typeof why === 'string' && Object.hasOwn(signInProblems, why);

/** `again`: the sign-in to try once more. */
export const signInProblemScreen = (say: Say, why: SignInProblem, again: string): Screen => ({
  status: signInProblems[why],
  title: say(`page.staff.problem.${why}.title`),
  body: (
    <>
      <Paragraphs of={say(`page.staff.problem.${why}.body`)} />
      <LinkButton to={again} press={say('page.staff.sign-in')} />
    </>
  ),
});

/** Signed out here; the browser goes on to the provider by itself. A form's answer may not lead there: pages let forms lead to us only. */
export const leavingScreen = (say: Say, there: string): Screen => ({
  title: say('page.staff.leaving.title'),
  refresh: { after: 0, to: there },
  body: (
    <>
      <Paragraphs of={say('page.staff.leaving.body')} />
      <LinkButton to={there} press={say('page.continue')} />
    </>
  ),
});

/** `here`: and perhaps not at the provider. */
export const signedOutScreen = (say: Say, where: 'here' | 'everywhere'): Screen => ({
  title: say('page.staff.signed-out.title'),
  body: (
    <>
      <Paragraphs of={say(`page.staff.signed-out.${where}`)} />
      <LinkButton to={staffPaths.home} press={say('page.staff.sign-in')} />
    </>
  ),
});

export const forgedScreen = (say: Say): Screen => ({
  status: 403,
  title: say('page.staff.problem.forged.title'),
  body: (
    <>
      <Paragraphs of={say('page.staff.problem.forged.body')} />
      <LinkButton to={staffPaths.home} press={say('page.staff.to-home')} />
    </>
  ),
});

/** Signed in, and without the role that a page is for. */
export const noRoleScreen = (say: Say): Screen => ({
  status: 403,
  title: say('page.staff.no-role.title'),
  body: (
    <>
      <Paragraphs of={say('page.staff.no-role.body')} />
      <LinkButton to={staffPaths.home} press={say('page.staff.to-home')} />
    </>
  ),
});

export const notOfferedScreen = (say: Say): Screen => ({
  status: 404,
  title: say('page.staff.not-offered.title'),
  body: <Paragraphs of={say('page.staff.not-offered.body')} />,
});

type Kind = 'staff.problem.too-many' | 'problem.unknown' | 'problem.foreign' | 'problem.unforeseen';
const kinds: Partial<Record<ProblemType, Kind>> = {
  'too-many-requests': 'staff.problem.too-many',
  'outcome-unknown': 'problem.unknown',
  forbidden: 'problem.foreign',
};

/** What went wrong elsewhere, as `problemScreen` tells it to users. */
export function staffProblemScreen(say: Say, { type, status, extra }: Problem, requestId: string): Screen {
  const kind = kinds[type] ?? 'problem.unforeseen';
  const seconds = Number(extra.headers?.['Retry-After'] ?? 60);
  const title: TextId = `page.${kind}.title`;
  return {
    status,
    title: say(title),
    body: (
      <>
        <Paragraphs of={say(`page.${kind}.body`, { seconds, requestId })} />
        <LinkButton to={staffPaths.home} press={say('page.look-again')} />
      </>
    ),
  };
}
