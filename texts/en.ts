/** Every sentence a person reads, in English: one flat record, ICU MessageFormat. The other languages have the same ids and placeholders. */
import { staff } from './staff/en.js';

const paragraphs = (...of: string[]): string => of.join('\n\n');
const minutes = '{minutes, plural, one {# minute} other {# minutes}}';
const hours = '{hours, plural, one {# hour} other {# hours}}';
const wasNotMe = [
  'If this was not you, open this link now. It stops the reset, or signs out whoever has got in by it, and tells the people in charge:',
  '{veto}',
  'Then tell your helpdesk, and change the password of this mailbox: somebody may be reading it.',
] as const;
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
    '{requesterKind, select, helpdesk {The helpdesk (ticket {ticket})} colleague {{requester, select, unknown {A colleague} other {{requester}, a colleague,}}} admin {An administrator} service {One of our systems} other {Somebody}} asked to reset how you sign in to {service}. To take part, open this link:',
    '{url}',
    `The link works for ${hours}. You will be asked to show that it is you. Only you will see the result. Nobody from {service} will ever ask you for this link, or for a code or a password.`,
    'If you do not expect this, do not open the link, and ask your helpdesk. Nothing changes unless you take part.',
  ),
  'mail.pick-up.subject': 'Ready for you at {service}',
  'mail.pick-up.body': paragraphs(
    'The reset of how you sign in to {service} is done. Open this link to see what is new:',
    '{url}',
    `The link works for ${hours}, and shows it once. Have a safe place ready for it. Nobody from {service} will ever ask you for this link.`,
    ...wasNotMe,
  ),
  'mail.approval-request.subject': '{name} needs your help to sign in to {service}',
  'mail.approval-request.body': paragraphs(
    '{name} asked to reset how they sign in to {service}, and named you, or your role, as somebody who can confirm that it is really them. Your request has the letter {label}.',
    'Talk to {name} first: go there, or call a number that you have had before. Do not trust a call that comes to you. Ask for the number next to the letter {label} on their page, then open this link:',
    '{url}',
    `You have ${hours} for this.`,
    'If you cannot reach {name}, or something is odd, refuse. Nobody will hold it against you.',
  ),
  'mail.caller-code.subject': 'Your code for your call to the helpdesk of {service}',
  'mail.caller-code.body': paragraphs(
    'You are on the phone with the helpdesk of {service}. Read this code to the agent, who types it:',
    '{code}',
    `It works for ${minutes}, for this call only. Did you not call the helpdesk? Then tell nobody the code. Hang up, and open this link:`,
    '{url}',
  ),
  'mail.notice-delay.subject': 'A reset for {service} waits: was it you?',
  'mail.notice-delay.body': paragraphs(
    '{credential, select, password {Your password} other {How you sign in}} for {service} is to be reset. To give you time to object, nothing happens before {when, date, moment} UTC.',
    'If it was you, there is nothing to do.',
    ...wasNotMe,
  ),
  'mail.notice-proved.subject': 'A reset for {service} was confirmed',
  'mail.notice-proved.body': paragraphs(
    'Somebody is resetting how you sign in to {service}, and has just confirmed to be you. If it was you, there is nothing to do.',
    ...wasNotMe,
  ),
  'mail.notice-completed.subject':
    '{credential, select, password {Your password for {service} was changed} other {How you sign in to {service} was changed}}',
  'mail.notice-completed.body': paragraphs(
    '{credential, select, password {Your password} other {How you sign in}} was reset for {service} on {when, date, moment} UTC. You may have to sign in again on your other devices.',
    'If it was you, there is nothing to do.',
    ...wasNotMe,
  ),
  'mail.notice-ended.subject': 'A reset for {service} ended early',
  'mail.notice-ended.body': paragraphs(
    'Somebody began to reset how you sign in to {service} and confirmed to be you, but the reset ended before it was complete.',
    'If it was you, try to sign in as before. If that does not work, start a new reset.',
    ...wasNotMe,
  ),

  // Text messages: those of the messages above that go to phones, too. One or two segments each, without what needs another alphabet than GSM 7-bit.
  'sms.notice-proved':
    '{service}: somebody is resetting how you sign in, and has just confirmed to be you. Not you? {veto}',
  'sms.notice-delay':
    '{service}: {credential, select, password {your password} other {how you sign in}} is to be reset, not before {when, date, moment} UTC. Not you? {veto}',
  'sms.notice-completed':
    '{service}: {credential, select, password {your password} other {how you sign in}} was changed. Not you? {veto}',
  'sms.notice-ended':
    '{service}: somebody confirmed to be you and began to reset how you sign in, but it ended early. Not you? {veto}',
  'sms.caller-code': 'Your code for your call to the helpdesk: {code}. Valid {minutes} min. Did you not call? {url}',

  // Steps. `name`: what those call one who help; its title is for the person who has to take it.
  'step.email-code.name': 'A code sent to their email address',
  'step.email-code.title': 'Enter the code from your email',
  'step.email-code.hint':
    'If we know you, we have sent a code to your email address. It can take a few minutes. Check your spam folder too.',
  'step.email-link.name': 'A link sent to their email address',
  'step.email-link.title': 'Open the link in your email',
  'step.email-link.hint': 'If we know you, we have sent a link to your email address. You go on where you open it.',
  'step.approval.name': 'Approval by people who know them',
  'step.approval.title': 'Wait for people who know you',
  'step.approval.hint':
    'We have asked people who know you. They have to talk to you: tell each of them the number next to their letter, and only when they ask for it.',
  'step.approval.decide': 'Is it really them?',
  'step.approval.decide.hint':
    'Approve only what you know: talk to the person yourself, by a way that you chose. A call that came to you does not count.',
  'step.caller-check.name': 'The check of the caller',
  'step.caller-check.title': 'Talk to the helpdesk',
  'step.caller-check.hint':
    'Somebody from the helpdesk checks on the phone that it is you: a code is sent to you, and you read it out. If nobody is talking to you now, call your helpdesk.',
  'step.caller-check.decide': 'Check who calls',
  'step.caller-check.decide.hint':
    'Have a code sent to an address or a number that we have on record, never to one that the caller names. Type what the caller reads out. If something is odd, refuse: nobody will hold it against you.',
  'step.delay.name': 'A waiting time',
  'step.delay.title': 'A waiting time',
  'step.delay.hint':
    'To protect you from others, it goes on only after a while. We have sent a message to all your addresses. You do not have to do anything until then.',
  'step.user-entry.title': 'Choose a new password',
  'step.user-entry.hint':
    'Several words that do not belong together make a good password. Your password manager can make one for you.',
  'step.random.title': 'A new password is made for you',
  'step.random.hint': 'You do not have to think of one.',
  'step.agent-temporary.title': 'A temporary password, told by the helpdesk',
  'step.display.title': 'Your new password',
  'step.display.hint': 'It is shown once. Copy it to your password manager before you leave this page.',

  'input.code.label': 'Code',
  'input.code.hint': '{digits, plural, one {# digit} other {# digits}}',
  'input.code.misfit': 'Enter the code: {digits, plural, one {# digit} other {# digits}}.',
  'input.code.again': 'Send a new code',
  'input.number.label': 'The number on their page',
  'input.number.hint': 'Next to your letter. Ask them for it, and do not tell anybody what you were told.',
  'input.number.misfit': 'Enter the number: {digits, plural, one {# digit} other {# digits}}.',
  'input.reached.label': 'How did you talk to them?',
  'input.reached.misfit': 'Say how you talked to them.',
  'input.to.label': 'Send a code to the caller',
  'input.caller-code.label': 'The code that the caller reads out',
  'input.caller-code.hint': '{digits, plural, one {# digit} other {# digits}}, from the newest message',
  'input.caller-code.misfit': 'Enter the code: {digits, plural, one {# digit} other {# digits}}.',
  'input.called-back.label': 'Did you call back, at a number that we have on record?',
  'input.named-manager.label': 'Did the caller name their manager?',
  'input.named-unit.label': 'Did the caller name the part of the organisation that they work in?',
  'input.knows-last-login.label': 'Does the caller know when and where they last signed in?',
  'input.explained-why.label': 'Is it plausible how the caller lost the password?',
  'choice.yes': 'Yes',
  'choice.no': 'No',
  'choice.phone': 'By text message to the number on record',
  'choice.email': 'By email to the address on record',
  'choice.in-person': 'I met them',
  'choice.called-them': 'I called them, at a number that I had before',
  'choice.video-call': 'I saw them in a video call',
  'input.show.note': 'Tell each person the number next to their letter, when they ask for it.',
  'input.text.label': 'Your answer',
  'input.text.misfit': 'Enter your answer.',
  'input.new-secret.label': 'New password',
  'input.new-secret.misfit': 'Enter a new password with {minLength} to {maxLength} characters.',
  'input.new-secret.rules.title': 'Your new password must',
  'input.new-secret.rules':
    'have {minLength} characters or more\n\nnot contain your name or your email address\n\nnot be common or easy to guess\n\nnot be one that you have used before',
  'input.new-secret.repeat.label': 'New password once more',
  'input.new-secret.differ': 'The two passwords are not the same. Type your new password twice.',
  'input.choice.label': 'Choose one',
  'input.choice.misfit': 'Choose one of these.',
  'input.link.note':
    'Open the newest email from us and follow its link on the device with which you want to go on. You can close this page.',
  'input.link.again': 'Send a new link',
  'input.redirect.note': 'This cannot be done on this page. Use another way.',
  'input.passkey.note': 'This cannot be done on this page. Use another way.',

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

  // What deciders are told besides.
  'note.attempts':
    '{others, plural, =0 {There were no other attempts for this person or number in the last 7 days.} one {There was # other attempt for this person or number in the last 7 days. Take your time.} other {There were # other attempts for this person or number in the last 7 days. Callers who try again and again are how attackers get in.}}',

  // What a reset waits for.
  'waiting.approvals': 'Approvals: {have} of {needed}.',
  'waiting.caller-checks': 'Checks by the helpdesk: {have} of {needed}.',
  'waiting.collect': 'The new password waits to be collected.',

  // Pages. Calm words, for somebody who can't get in.
  'page.skip': 'Skip to the main content',
  'page.language': 'Language',
  'page.footer': 'Nobody from {service} will ever call you or write to you to ask for a code, a link or a password.',
  'page.faults.prefix': 'Error: ',
  'page.faults.title': 'There is a problem',
  'page.step-of': 'Step {n} of {of}',
  'page.continue': 'Continue',
  'page.look-again': 'Look again',
  'page.start-again': 'Start a new reset',
  'page.cancel': 'Cancel this reset',
  'page.until.minutes': 'You have {minutes, plural, one {# minute} other {# minutes}} left for this.',
  'page.until.date': 'You have until {when, date, moment} UTC for this.',
  'page.until.over': 'The time for this is over.',

  'page.start.title': '{credential, select, password {Reset your password} other {Reset how you sign in}}',
  'page.start.lead': 'First we check that it is you. Then you get a new password. It takes a few minutes.',
  'page.start.user.label': 'User name or email address',
  'page.start.user.hint': 'Either of them will do.',
  'page.start.user.misfit': 'Enter your user name or your email address.',
  'page.start.method.legend': 'How would you like to do it?',
  'page.start.method.misfit': 'Choose one of the ways.',
  'page.start.stale': 'This page was open for a long time. Press “Continue” once more.',
  'page.start.nothing': 'You cannot reset anything here by yourself. Ask your helpdesk or your administrator.',
  'page.start.under-way': 'You have started a reset in this browser, and it is not finished.',
  'page.start.go-on': 'Go on with it',
  'page.start.no-mail.title': 'If you cannot read your email',
  'page.start.no-mail.body': 'Ask your helpdesk or your administrator. They can help you in another way.',
  'method.email-code.title': 'With a code that we send to my email address',
  'method.email-link.title': 'With a link that we send to my email address',
  'method.colleague-approval.title': 'With a code by email, and two colleagues who know me',
  'method.manager-and-code.title': 'With a code by email, and my manager',
  'method.helpdesk.title': 'With a code by email, and a call to the helpdesk',
  'method.helpdesk-lost-mailbox.title':
    'Without the mailbox: a call to the helpdesk, the manager’s approval, and a day’s wait',
  'method.random-display.title': 'With a code by email, and a new password that is made for me',

  'page.choose.title': 'How would you like to show that it is you?',
  'page.choose.lead': 'Choose what you have at hand.',
  'page.step.title': 'Show that it is you',
  'page.step.begin': 'Press “Continue” when you are ready.',
  'page.step.again': 'Begin this again',
  'page.step.other': 'Use another way',
  'page.step.sent': 'If we know you, it was sent again. Only the newest one works.',
  'page.step.tries': '{left, plural, one {# try} other {# tries}} left.',
  'page.step.nothing-came.title': 'If nothing arrives',
  'page.step.nothing-came.body':
    'Wait a few minutes and look in your spam folder. If we do not know the name that you typed, no email is sent.',
  'page.step.other-name': 'Start again with another name',

  'page.once-more.title': 'Once more, to be safe',
  'page.once-more.body':
    'You have shown that it is you, but that was a while ago. So that nobody else goes on in your place, please show it once more. Nothing else is lost.',
  'page.once-more.helped':
    'Your helpdesk has checked that it is you, but that was a while ago. So that nobody else goes on in your place, call them: they check it once more. Nothing else is lost.',
  'page.handled.title': 'Your helpdesk goes on now',
  'page.handled.body':
    'Everything that was needed has been shown. Your helpdesk tells you a temporary password. You have to choose another one when you sign in with it.\n\nYou can close this page.',

  'page.value.submit': 'Set new password',
  'page.value.show': 'Let me see what I type',
  'page.value.hide': 'Hide what I type',
  'page.make.title': 'Get your new password',
  'page.make.body':
    'Thank you, that was right. Now we make a new password for you and show it to you once.\n\nYour old password stops working at that moment. Have a safe place ready for the new one, such as your password manager.',
  'page.make.submit': 'Make my new password',
  'page.setting.title': 'Your new password is being set',
  'page.setting.body': 'This takes a few seconds. This page goes on by itself.',
  'page.setting.long':
    'It takes longer than usual, but nothing is lost: we go on trying. You can close this page and come back to it in this browser.',
  'page.moment.title': 'One moment, please',
  'page.others.title': 'Somebody else has to decide',
  'page.others.until': 'There is time for it until {when, date, moment} UTC.',
  'page.delay.title': 'Now there is a waiting time',
  'page.delay.until': 'It goes on at this time: {when, date, moment} UTC.',
  'page.others.next': 'After that:',
  'page.others.body': 'You can close this page and come back to it in this browser.',
  'page.collect.title': 'Your new password is ready',
  'page.collect.body':
    'We show it to you once. Make sure that nobody else can see your screen, and have a safe place ready for it, such as your password manager.',
  'page.collect.submit': 'Show my new password',
  'page.collected.title': '{credential, select, password {Your new password} other {What is new}}',
  'page.collected.body': 'Copy it to a safe place now. When you leave this page, it cannot be shown again.',
  'page.collected.kept': 'I have kept it',
  'page.completed.title':
    '{credential, select, password {Your password was changed} other {How you sign in was changed}}',
  'page.completed.body':
    '{credential, select, password {You can sign in with your new password now. The old one does not work any more.} other {You can sign in the new way now.}}\n\nOn your other devices you may have to sign in again. We have sent an email to tell you of the change.\n\nYou can close this page.',

  'page.ended.refused.title': 'We could not confirm that it is you',
  'page.ended.refused.body':
    'Nothing was changed. If you still cannot sign in, start again, or ask your helpdesk or your administrator.',
  'page.ended.expired.title': 'The time for this reset is over',
  'page.ended.expired.body': 'Nothing was changed. You can start again at any time.',
  'page.ended.cancelled.title': 'This reset was cancelled',
  'page.ended.cancelled.body':
    '{reason, select, subject {You have cancelled it.} requester {Whoever started it has cancelled it.} staff {Your helpdesk or your administrator has cancelled it.} operator {Your administrator has stopped it.} other {It was stopped.}} Nothing was changed.',
  'page.ended.vetoed.title': 'This reset was stopped',
  'page.ended.vetoed.body':
    'It was stopped from one of your email addresses. Nothing was changed. If it was not you who stopped it, ask your helpdesk.',
  'page.ended.superseded.title': 'Another reset was faster',
  'page.ended.superseded.body':
    'Another reset of yours has changed your password, so this one did not. Sign in with the password of the other one. If you did not start another one, ask your helpdesk now.',
  'page.ended.undelivered.title': 'The new password was not collected in time',
  'page.ended.undelivered.body':
    'It was destroyed, and your old password does not work any more. Start again to get another one.',
  'page.ended.failed.title': 'Your password could not be set everywhere',
  'page.ended.failed.body':
    'Something went wrong on our side. Your old password may not work any more. Try to start again. If that does not help, ask your helpdesk or your administrator.',

  'page.link.prove.title': 'Go on with your reset here?',
  'page.link.prove.body':
    'You have opened the link from our email. Press the button to go on in this browser, on this device.\n\nDo it only if you asked for the reset yourself. If you did not, close this page: nothing changes.',
  'page.link.prove.submit': 'Yes, go on here',
  'page.link.invite.title': 'A reset was started for you',
  'page.link.invite.body':
    'Press the button to take part in this browser. You will be asked to show that it is you, and only you will see the result.\n\nIf you do not expect this, close this page and ask your helpdesk: nothing changes.',
  'page.link.invite.submit': 'Take part',
  'page.link.pick-up.title': 'Something is ready for you',
  'page.link.pick-up.body':
    'Press the button to go to your new password in this browser. It is shown once, so have a safe place ready for it, such as your password manager.',
  'page.link.pick-up.submit': 'Go on',
  'page.link.veto.title': 'Was this not you?',
  'page.link.veto.body': paragraphs(
    'If you did not ask for this reset, press the button. A reset that is going on ends at once. If it is over, whoever signed in with the new password is signed out. The people in charge are told.',
    'If it was you, just close this page: nothing has changed.',
  ),
  'page.link.veto.submit': 'This was not me',
  'page.vetoed.title': 'Thank you, it is being stopped',
  'page.vetoed.body': paragraphs(
    'We have taken note that this was not you. For 24 hours nobody can reset how you sign in by your name alone; your helpdesk can still help you.',
    'Please call your helpdesk now. If your password was changed, they will help you to get a new one. Change the password of your mailbox, too: somebody may be reading it.',
  ),
  'page.link.gone.title': 'This link does not work any more',
  'page.link.gone.body':
    'A link works once, and only for a while. If there is a newer email from us, use the link in that one. Otherwise start again.',

  'page.problem.repeat': 'We cannot say yet whether that worked. Please try again: it will not be done twice.',
  'page.problem.unfit': 'What you sent does not fit. Check it and try again.',
  'page.problem.elsewhere.title': 'You have gone on elsewhere',
  'page.problem.elsewhere.body':
    'The link in our email was opened, and the reset goes on where that happened. You can close this page.\n\nIf it was not you who opened it, tell your helpdesk or your administrator now.',
  'page.problem.lost.title': 'There is no reset here',
  'page.problem.lost.body':
    'The reset that was started in this browser is too long ago, or belongs to another browser. Nothing is wrong with your account. You can start again.',
  'page.problem.ended.title': 'This reset is over',
  'page.problem.ended.body': 'It has ended in the meantime. Try to sign in. If that does not work, start again.',
  'page.problem.collected.title': 'Your new password was shown already',
  'page.problem.collected.body': 'It is shown once, to keep it safe. If you did not keep it, start again.',
  'page.problem.too-many.title': 'Please wait a moment',
  'page.problem.too-many.body':
    'There were too many tries from your network. Wait {seconds, plural, one {# second} other {# seconds}}, then go back and try again. Your reset is not lost.',
  'page.problem.unknown.title': 'That does not work at the moment',
  'page.problem.unknown.body': 'The fault is ours, and nothing of yours is lost. Please try again in a minute.',
  'page.problem.foreign.title': 'That did not come from our page',
  'page.problem.foreign.body':
    'To protect you, we only take what was sent from a page of ours. Go to our page and try again there. If this comes up again, use another browser.',
  'page.problem.nothing.title': 'There is nothing here',
  'page.problem.nothing.body': 'Check the address. If you would like to reset your password, start here.',
  'page.problem.unforeseen.title': 'Something went wrong',
  'page.problem.unforeseen.body':
    'The fault is ours. Please try again. If it stays like this, give this number to your helpdesk: {requestId}',

  ...staff,
} as const satisfies Record<string, string>;

/** What can be said: every language has these ids. */
export type TextId = keyof typeof en;
