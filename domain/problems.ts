/** The one table of problems (RFC 9457): type, HTTP status, title, and what to do about it. Types only appear in histories and logs; texts never hold a user's input. */

interface Problem {
  status: number;
  title: string;
  /** What the caller can do. */
  detail: string;
}

export const problems = {
  'malformed-json': { status: 400, title: 'The body is not JSON', detail: 'Send one JSON object as application/json.' },
  'invalid-input': {
    status: 400,
    title: 'The request does not fit its schema',
    detail: 'Correct the fields named in `errors`.',
  },
  unauthenticated: {
    status: 401,
    title: 'No valid token',
    detail: 'Send the reset token, or a bearer token of the configured issuer, in the Authorization header.',
  },
  'token-expired': { status: 401, title: 'The token has expired', detail: 'Start a new reset.' },
  forbidden: { status: 403, title: 'Not allowed', detail: 'This token does not give the right to do that.' },
  'value-not-allowed': {
    status: 403,
    title: 'A new value is not taken here',
    detail: 'Leave newCredentialValue out, or let the subject or a service with the role sets-values send it.',
  },
  'login-too-old': {
    status: 403,
    title: 'The login is too old',
    detail: 'Sign in again, then repeat within 5 minutes.',
  },
  'not-found': { status: 404, title: 'Nothing here', detail: 'Check the path; see /docs.' },
  'unknown-method': { status: 404, title: 'No such reset method', detail: 'GET /v1/methods lists them.' },
  'unknown-user': { status: 404, title: 'No such user', detail: 'Check the user name or address.' },
  'not-eligible': {
    status: 403,
    title: 'This user may not be reset by this method',
    detail:
      'The account is disabled, its groups are not among those that the method takes, or it is privileged and the method has nobody else vouch for it. Use another method.',
  },
  'unknown-reset': { status: 404, title: 'No such reset', detail: 'Check the id, or start a new reset.' },
  'no-such-step': { status: 404, title: 'No such step', detail: 'The context lists the steps of this reset.' },
  'method-not-allowed': { status: 405, title: 'The path does not take this HTTP method', detail: 'See /docs.' },
  'not-a-decider': {
    status: 403,
    title: 'This is not for you to decide',
    detail: 'Only those who were asked decide, and nobody for themselves or for what they asked for.',
  },
  'may-not-decide': {
    status: 403,
    title: 'You may not decide this now',
    detail: 'You no longer have the role for it, or your own account was reset within the last 72 hours.',
  },
  'wrong-number': {
    status: 422,
    title: 'The number is not the one on the page of the person concerned',
    detail:
      'Ask them to read it out again, next to the letter that your request has. After three wrong numbers it is refused.',
  },
  'decided-already': { status: 409, title: 'You have decided this already', detail: 'A decision stands.' },
  'unknown-decision': { status: 404, title: 'No such decision', detail: 'Decide again.' },
  'wrong-state': { status: 409, title: 'Not now', detail: 'The context says what the reset waits for.' },
  busy: {
    status: 409,
    title: 'Another request is at work on this',
    detail: 'Wait for its answer, then look at the context.',
  },
  'already-passed': { status: 409, title: 'This step was passed already', detail: 'Go on with the next one.' },
  'no-attempts-left': { status: 409, title: 'No attempts left', detail: 'Use another step, or start a new reset.' },
  'no-code-sent': {
    status: 409,
    title: 'There is no code of yours that could still be used for this check',
    detail:
      'A code works once, for 10 minutes, for the agent who had it sent. Have one sent to the caller, then type what they read out.',
  },
  'wrong-caller-code': {
    status: 422,
    title: 'The code is not the one that was sent to the caller',
    detail: 'Ask them to read it out again, or have a new one sent. After three wrong codes it is refused.',
  },
  'script-not-met': {
    status: 422,
    title: 'The check is not as the method wants it',
    detail: 'Every question of the script must be answered with yes. Go on asking and have a new code sent, or refuse.',
  },
  'no-more-challenges': {
    status: 409,
    title: 'No more challenges for this step',
    detail: 'Answer the newest one, or start a new reset.',
  },
  'not-joined': {
    status: 409,
    title: 'The subject has not joined yet',
    detail: 'They must open the link in the mail that was sent to them.',
  },
  'continued-elsewhere': {
    status: 409,
    title: 'This reset was continued elsewhere',
    detail: 'Go on where the mailed link was opened, or start a new reset.',
  },
  'proof-too-old': {
    status: 409,
    title: 'The proof is too old',
    detail: 'Begin one of the steps that you have passed again, and answer it.',
  },
  'too-late': {
    status: 409,
    title: 'Too late',
    detail: 'The new credential is being judged and set, or was set. Where it is refused, try again then.',
  },
  'already-ended': { status: 409, title: 'This reset has ended', detail: 'Start a new one.' },
  'value-needed': { status: 409, title: 'The new value is missing', detail: 'Send newCredentialValue.' },
  'idempotency-key-expired': {
    status: 409,
    title: 'This idempotency key is too old',
    detail: 'Start a new reset with a new key.',
  },
  'reset-expired': { status: 410, title: 'This reset has expired', detail: 'Start a new one.' },
  'link-used': {
    status: 410,
    title: 'This link is not valid any more',
    detail: 'Ask for a new one where the reset was started.',
  },
  'already-collected': {
    status: 410,
    title: 'The new credential was collected already',
    detail: 'Start a new reset if it was lost.',
  },
  'body-too-large': { status: 413, title: 'The body is too large', detail: 'Send less.' },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is not application/json',
    detail: 'Send application/json.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'This idempotency key was used with another request',
    detail: 'Use a new key for a new request.',
  },
  'policy-violation': {
    status: 422,
    title: 'The new credential does not fit the policy',
    detail: 'Choose another; `errors` says why.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    detail: 'Wait as long as Retry-After says.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    detail: 'Repeat with the same Idempotency-Key; if it stays, tell the operator the instance.',
  },
  'outcome-unknown': {
    status: 503,
    title: 'The outcome is not known yet',
    detail: 'Repeat with the same Idempotency-Key.',
  },
  'plan-unfit': { status: 503, title: 'This version cannot run the method', detail: 'Tell the operator.' },
} as const satisfies Record<string, Problem>;

export type ProblemType = keyof typeof problems;
