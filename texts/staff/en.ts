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
  'page.decide.counted.title': 'Thank you: your approval counts',
  'page.decide.counted.body': 'There is nothing else for you to do.',
  'page.decide.recorded.title': 'Your decision was recorded',
  'page.decide.recorded.body': 'It takes effect in a moment. There is nothing else for you to do.',
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
  'page.staff.leaving.title': 'You are signed out of {service}',
  'page.staff.leaving.body':
    'Now you are being signed out where you signed in. If nothing happens in a few seconds, press “Continue”.',
  'page.staff.signed-out.title': 'You are signed out',
  'page.staff.signed-out.everywhere': 'You can close this page.',
  'page.staff.signed-out.here':
    'You are signed out of {service}. Where you signed in, you may be signed in still: on a computer that others use, too, sign out there or close the browser.',
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
