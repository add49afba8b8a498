/** Every sentence a person reads, in English: one flat record, ICU MessageFormat. The other languages have the same ids and placeholders. */

const paragraphs = (...of: string[]): string => of.join('\n\n');
const minutes = '{minutes, plural, one {# minute} other {# minutes}}';
const hours = '{hours, plural, one {# hour} other {# hours}}';
const notYou =
  'If this was not you, tell your administrator or helpdesk now, and change the password of this mailbox: somebody may be reading it.';
const ignore =
  'If you did not ask for this, you do not have to do anything. Nothing changes unless the step is completed.';

export const en = {
  // Mails. A paragraph that is only a code or a link stands out. `{service}` may stand in all of them.
  'mail.greeting': 'Hello,',
  'mail.greeting.named': 'Hello {name},',
  'mail.footer': 'This is an automatic message from {service}. Please do not reply to it.',

  'mail.email-code.subject': 'Your code for {service}',
  'mail.email-code.body': paragraphs(
    'Somebody asked to reset how you sign in to {service}. To go on, type this code on the page where the reset was started:',
    '{code}',
    `The code works for ${minutes}. Type it on that page only. Nobody from {service} will ever ask you for it, on the phone or anywhere else.`,
    ignore,
  ),
  'mail.email-link.subject': 'Confirm the reset for {service}',
  'mail.email-link.body': paragraphs(
    'Somebody asked to reset how you sign in to {service}. If it was you, open this link on the device you want to go on with:',
    '{url}',
    `The link works for ${minutes}, once. Nobody from {service} will ever ask you to forward it.`,
    ignore,
  ),
  'mail.invitation.subject': 'A reset was started for you at {service}',
  'mail.invitation.body': paragraphs(
    '{requesterKind, select, helpdesk {The helpdesk} colleague {A colleague} admin {An administrator} service {One of our systems} other {Somebody}} asked to reset how you sign in to {service}. To take part, open this link:',
    '{url}',
    `The link works for ${hours}. You will be asked to show that it is you. Only you will see the result. Nobody from {service} will ever ask you for this link, or for a code or a password.`,
    'If you do not expect this, do not open the link, and ask your helpdesk. Nothing changes unless you take part.',
  ),
  'mail.pick-up.subject': 'Ready for you at {service}',
  'mail.pick-up.body': paragraphs(
    'The reset of how you sign in to {service} is done. Open this link to see what is new:',
    '{url}',
    `The link works for ${hours}, and shows it once. Have a safe place ready for it. Nobody from {service} will ever ask you for this link.`,
    notYou,
  ),
  'mail.notice-proved.subject': 'A reset for {service} was confirmed',
  'mail.notice-proved.body': paragraphs(
    'Somebody is resetting how you sign in to {service}, and has just confirmed to be you. If it was you, there is nothing to do.',
    notYou,
  ),
  'mail.notice-completed.subject':
    '{credential, select, password {Your password for {service} was changed} other {How you sign in to {service} was changed}}',
  'mail.notice-completed.body': paragraphs(
    '{credential, select, password {Your password} other {How you sign in}} was reset for {service} on {when, date, moment} UTC. You may have to sign in again on your other devices.',
    'If it was you, there is nothing to do.',
    notYou,
  ),
  'mail.notice-ended.subject': 'A reset for {service} ended early',
  'mail.notice-ended.body': paragraphs(
    'Somebody began to reset how you sign in to {service} and confirmed to be you, but the reset ended before it was complete.',
    'If it was you, try to sign in as before. If that does not work, start a new reset.',
    notYou,
  ),

  // Steps.
  'step.email-code.title': 'Enter the code from your email',
  'step.email-code.hint':
    'If we know you, we have sent a code to your email address. It can take a few minutes. Check your spam folder too.',
  'step.email-link.title': 'Open the link in your email',
  'step.email-link.hint': 'If we know you, we have sent a link to your email address. You go on where you open it.',
  'step.user-entry.title': 'Choose a new password',
  'step.user-entry.hint':
    'Several words that do not belong together make a good password. Your password manager can make one for you.',
  'step.random.title': 'A new password is made for you',
  'step.random.hint': 'You do not have to think of one.',
  'step.display.title': 'Your new password',
  'step.display.hint': 'It is shown once. Copy it to your password manager before you leave this page.',

  'input.code.label': 'Code',
  'input.code.hint': '{digits, plural, one {# digit} other {# digits}}',
  'input.new-secret.label': 'New password',
  'input.new-secret.hint': 'At least {minLength, plural, one {# character} other {# characters}}',

  // Why an answer or a new password was not taken.
  'problem.wrong-code': 'The code is not right. Check it and try again.',
  'problem.code-expired': 'The code is too old. Ask for a new one.',
  'problem.link-used': 'The link is not valid any more. Ask for a new one where you started the reset.',
  'problem.too-short': 'The password must have at least {minLength, plural, one {# character} other {# characters}}.',
  'problem.too-long': 'The password must have at most {maxLength, plural, one {# character} other {# characters}}.',
  'problem.common':
    '{of, select, names {The password is made of your name, your address or the name of this service.} other {The password is on a list of common passwords. Attackers try these first.}}',
  'problem.guessable':
    'The password is too easy to guess. {why, select, straightRow {Rows of keys on the keyboard are tried early.} keyPattern {Patterns on the keyboard are tried early.} simpleRepeat {Repeated characters add little.} extendedRepeat {Repeated groups of characters add little.} sequences {Sequences such as “abc” are tried early.} recentYears {Years are tried early.} dates {Dates are tried early.} wordByItself {A single word is not enough.} namesByThemselves {A single name is not enough.} commonNames {Names are tried early.} userInputs {Your name, your address and the name of this service are tried early.} other {Add more words that do not belong together.}}',
  'problem.contains-name': 'The password must not contain your name or address.',
  'problem.used-before': 'You have used this password before. Choose a new one.',

  // What a reset waits for.
  'waiting.collect': 'The new password waits to be collected.',
} as const satisfies Record<string, string>;

/** What can be said: every language has these ids. */
export type TextId = keyof typeof en;
