/** What staff read on their pages, in English. */
export const staff = {
  'page.staff.sign-in': 'Sign in',
  'page.staff.sign-out': 'Sign out',
  'page.staff.to-home': 'Go to the first page',
  'page.staff.home.title': 'You are signed in',
  'page.staff.home.who': 'You are {name}.',
  'page.staff.home.roles': 'What you may do here:',
  'page.staff.home.no-role':
    'You have no role here, so there is nothing for you to do. If that is wrong, ask your administrator to give you a role, and sign in again.',
  'page.staff.home.help': 'Help somebody who calls',
  'page.staff.home.until':
    'You are signed out automatically at {when, date, moment} UTC, or {minutes, plural, one {# minute} other {# minutes}} after you last opened a page.',
  'page.staff.role.rekey-admin': 'administrator: see all resets and replace passwords',
  'page.staff.role.rekey-helpdesk': 'helpdesk: help people with their resets',
  'page.staff.role.rekey-approver': 'approver: decide about resets of others',
  'page.staff.role.rekey-service': 'service: reset for others, by the API',
  'page.staff.role.sets-values': 'may bring the new password, by the API',
  'page.decide.who':
    '{name} is asking for help to sign in, since {when, date, moment} UTC. {requesterKind, select, self {They asked for it themselves, or somebody who says so.} colleague {A colleague asked for it.} helpdesk {The helpdesk asked for it.} other {It was asked for in their name.}}',
  'page.decide.from':
    'It was asked for from the address {address}. {network, select, same {That is the network that you are in, too.} other {You are in another network.}}',
  'page.decide.letter': 'Your letter is {label}. On their page there is a number next to it.',
  'page.decide.until': 'You can decide until {when, date, moment} UTC.',
  'page.decide.approve': 'Approve: I talked to them',
  'page.decide.refuse': 'Refuse',
  'page.decide.wrong-number':
    'This is not the number next to your letter. Ask them to read it out again. After three wrong numbers in all, the request is refused.',
  'page.decide.sent':
    'A code was sent, if we have such an address or number on record. Ask the caller to read it out. Only the newest code works.',
  'page.decide.sending':
    'That was recorded. The code is sent as soon as possible, if we have such an address or number on record.',
  'page.decide.pending':
    'What you decided is on record, and was not looked at yet. It counts as soon as that is done: you need not decide again.',
  'page.decide.wrong-caller-code':
    'This is not the code that was sent. Ask the caller to read it out again, or have a new one sent. After three wrong codes, the check has failed.',
  'page.decide.no-code-sent':
    'There is no code of yours for this check yet, or another agent had a newer one sent. Have one sent first, then type what the caller reads out.',
  'page.decide.no-more-codes': 'No more codes can be sent for this check. Type the newest one, or refuse.',
  'page.decide.script-not-met':
    'Every question has to be answered with yes. Go on asking. If that does not help, refuse.',
  'page.decide.once-more': 'The caller was checked, but too long ago. Check them once more: have a code sent first.',
  'page.decide.counted.title': 'Thank you: your approval counts',
  'page.decide.counted.body': 'There is nothing else for you to decide here.',
  'page.decide.recorded.title': 'Your decision was recorded',
  'page.decide.recorded.body':
    'It is looked at now. This page tells you in a moment what became of it. If that takes longer, you can close the page and open it again later.',
  'page.decide.refused.title': 'You refused',
  'page.decide.refused.body':
    'Thank you for looking closely. If you think that somebody else is behind the request, tell your helpdesk.',
  'page.decide.not-asked.title': 'This is not for you to decide',
  'page.decide.not-asked.body':
    'You were not asked, or it is about yourself or about something that you asked for. If you were sent here by a mail, sign in as the person to whom it was sent.',
  'page.decide.may-not.title': 'You may not decide this now',
  'page.decide.may-not.body':
    'You no longer have the role for it, or your own password was reset within the last three days. Somebody else has to decide.',
  'page.decide.already.title': 'You have decided this already',
  'page.decide.already.body': 'A decision stands. There is nothing else for you to do.',
  'page.decide.settled.title': 'There is nothing to decide any more',
  'page.decide.settled.body': 'Others have decided, or the time is over.',
  // The helpdesk's pages about a reset. `whose`: for whom the new value is.
  'page.help.start.title': 'Help somebody who calls',
  'page.help.start.lead':
    'Begin a reset for the person on the phone. Nothing is changed before it was checked that it is really them.',
  'page.help.start.user.label': 'Their user name or email address',
  'page.help.start.user.hint': 'If nobody has this name, this page does not tell you: the checks then fail.',
  'page.help.start.user.misfit': 'Enter the user name or the email address of the person.',
  'page.help.start.ticket.label': 'Ticket number',
  'page.help.start.ticket.hint': 'Of your own system, so that the call can be found again.',
  'page.help.start.ticket.misfit': 'Enter the ticket number: 1 to 40 letters, digits and # . _ / -',
  'page.help.start.method.legend': 'In which way?',
  'page.help.start.submit': 'Begin',
  'page.help.start.nothing': 'There is no way in which the helpdesk can reset anything. Ask your administrator.',
  'page.help.start.stale': 'This page was open for a long time. Press “Begin” once more.',
  'page.help.own': 'Yours that are open',
  'page.help.own.since':
    '{state, select, requested {Being opened} authenticating {Waits for proof} authenticated {Enough was proved} executing {The password is being set} delivering {The password waits to be collected} other {Over}}, since {when, date, moment} UTC',
  'page.help.to-start': 'To your resets',
  'page.help.to-reset': 'To the page of this reset',
  'page.help.ticket': 'Ticket {ticket}',
  'page.help.opening': 'The reset is being opened. This page goes on by itself.',
  'page.help.unknown.title': 'There is no such reset',
  'page.help.unknown.body':
    'Check the address. A reset that was begun a moment ago may not be here yet: look again in a minute.',
  'page.help.state.requested': 'It is being opened. This takes a moment.',
  'page.help.state.authenticating': 'It waits for proof that it is really them.',
  'page.help.state.authenticated':
    '{whose, select, yours {Enough was proved. You can make a temporary password for them now: the old one stops working at that moment.} agents {Enough was proved. The agent who asked for this reset goes on.} other {Enough was proved. They go on by themselves, on their own page.}}',
  'page.help.state.executing': 'The new password is being set. This takes a few seconds.',
  'page.help.state.delivering':
    '{whose, select, yours {The temporary password is ready. It is shown to you once, so have the person on the phone.} agents {The temporary password is ready for the agent who asked for this reset.} other {The new password is ready for them, on their own page.}}',
  'page.help.state.completed':
    '{whose, select, other {It is done: they have a new password.} yours {It is done: the temporary password was shown to you. They have to choose another one when they sign in with it. If it was lost, begin a new reset.} agents {It is done: the temporary password was shown to the agent who asked.}}',
  'page.help.state.refused': 'It has ended: there was not enough proof that it is really them. Nothing was changed.',
  'page.help.state.expired': 'It has ended: the time for it is over. Nothing was changed.',
  'page.help.state.cancelled': 'It was cancelled. Nothing was changed.',
  'page.help.state.vetoed':
    'It has ended: somebody said, from one of the addresses or numbers on record, that it was not them. Nothing was changed. Tell the people in charge.',
  'page.help.state.superseded': 'It has ended: another reset for the same person was faster.',
  'page.help.state.undelivered':
    'It has ended: the new password was not collected in time and was destroyed. The old one does not work any more: begin a new reset.',
  'page.help.state.failed':
    'It has ended: the password could not be set everywhere. The old one may not work any more. Begin a new reset, and tell your administrator.',
  'page.help.make': 'Make a temporary password',
  'page.help.show': 'Show me the temporary password',
  'page.help.asked':
    'Asked for on {when, date, moment} UTC by {who, select, you {you} helpdesk {another agent of the helpdesk} colleague {a colleague} admin {an administrator} service {one of our systems} other {the person themselves, or somebody who says so}}.',
  'page.help.ends': 'If nothing more happens, it ends on {when, date, moment} UTC.',
  'page.help.proofs': 'Proofs: {have} of {needed}.',
  'page.help.steps': 'What it takes',
  'page.help.not-joined': 'They have not opened the link in the mail that was sent to them yet.',
  'page.help.step':
    '{state, select, open {Not begun yet} challenged {Waits} passed {Passed} failed {Not passed} other {–}}',
  'page.help.numbers':
    'Read these out to the caller, each with its letter. They tell each person who calls them the number next to that person’s letter.',
  'page.help.step-times': 'Since {since, date, moment} UTC, until {until, date, moment} UTC.',
  'page.help.decide': 'Decide',
  'page.help.not-yours': 'The new password of this reset is not for you: the agent who asked makes it, or the person.',
  'page.help.proof-too-old':
    'What they have shown was too long ago. {by, select, them {They have to show it once more, on their own page, before you can go on.} other {Check the caller once more, in the list below, before you go on.}}',
  'page.help.collected.title': 'The temporary password',
  'page.help.collected.body':
    'Tell it to the person on the phone now. They have to choose another one when they sign in with it.\n\nDo not write it down or send it. When you leave this page, it cannot be shown again.',
  'page.help.collected.done': 'They have it',
  'page.staff.leaving.title': 'You are signed out of {service}',
  'page.staff.leaving.body':
    'Now you are being signed out where you signed in. If nothing happens in a few seconds, press “Continue”.',
  'page.staff.signed-out.title': 'You are signed out',
  'page.staff.signed-out.everywhere': 'You can close this page.',
  'page.staff.signed-out.here':
    'You are signed out of {service}. Where you signed in, you may be signed in still: on a computer that others use, too, sign out there or close the browser.',
  'page.staff.no-role.title': 'This is for the helpdesk',
  'page.staff.no-role.body':
    'You do not have the role for this page. If that is wrong, ask your administrator to give it to you, and sign in again.',
  'page.staff.not-offered.title': 'Staff cannot sign in here',
  'page.staff.not-offered.body':
    'Signing in is not set up. Whoever runs {service} can do so with REKEY_OIDC_CLIENT_ID and REKEY_OIDC_CLIENT_SECRET.',
  'page.staff.problem.denied.title': 'You were not signed in',
  'page.staff.problem.denied.body':
    'The sign-in was cancelled, or you may not use {service}. If you did not mean to cancel it, sign in again. If this comes up again, ask your administrator.',
  'page.staff.problem.spoiled.title': 'This sign-in does not count',
  'page.staff.problem.spoiled.body':
    'What came back from your sign-in was used before, is too old, or does not belong to it. Sign in again.',
  'page.staff.problem.stale.title': 'You signed in too long ago',
  'page.staff.problem.stale.body':
    'Where you sign in, you have been signed in for so long that it does not count here any more. Sign out there, then sign in again here.',
  'page.staff.problem.lost.title': 'There is no sign-in under way here',
  'page.staff.problem.lost.body':
    'It is finished already, took too long, or was started in another browser. This also comes up where a browser takes no cookies. Sign in again.',
  'page.staff.problem.mixed.title': 'Two sign-ins were mixed up',
  'page.staff.problem.mixed.body':
    'This browser has started another sign-in since, perhaps in another tab. Go on there, or sign in again here.',
  'page.staff.problem.unreachable.title': 'You cannot be signed in at the moment',
  'page.staff.problem.unreachable.body':
    'The service where you sign in does not answer as it should. Please try again in a minute. If it stays like this, tell your administrator.',
  'page.staff.problem.forged.title': 'That form is not valid any more',
  'page.staff.problem.forged.body':
    'Nothing was done. You have signed in anew since the page was opened, or the form did not come from our page. Open the page anew and press the button there once more.',
  'page.staff.problem.too-many.title': 'Please wait a moment',
  'page.staff.problem.too-many.body':
    'There were too many tries from your network. Wait {seconds, plural, one {# second} other {# seconds}}, then try again.',
} as const satisfies Record<string, string>;
