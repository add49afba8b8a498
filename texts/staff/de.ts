/** What staff read on their pages, in German. */
import type { staff as english } from './en.js';

export const staff = {
  'page.staff.sign-in': 'Anmelden',
  'page.staff.sign-out': 'Abmelden',
  'page.staff.to-home': 'Zur ersten Seite',
  'page.staff.home.title': 'Sie sind angemeldet',
  'page.staff.home.who': 'Sie sind {name}.',
  'page.staff.home.roles': 'Was Sie hier dürfen:',
  'page.staff.home.no-role':
    'Sie haben hier keine Rolle, darum gibt es für Sie nichts zu tun. Wenn das nicht stimmt, bitten Sie Ihre Administration um eine Rolle, und melden Sie sich neu an.',
  'page.staff.home.until':
    'Sie werden von selbst abgemeldet: {when, date, moment} UTC, oder {minutes, plural, one {# Minute} other {# Minuten}} nach der letzten Seite, die Sie geöffnet haben.',
  'page.staff.role.rekey-admin': 'Administration: alle Vorgänge sehen und Passwörter ersetzen',
  'page.staff.role.rekey-helpdesk': 'Helpdesk: anderen beim Zurücksetzen helfen',
  'page.staff.role.rekey-approver': 'Freigabe: über das Zurücksetzen bei anderen entscheiden',
  'page.staff.role.rekey-service': 'Dienst: über die API für andere zurücksetzen',
  'page.staff.role.sets-values': 'darf über die API das neue Passwort mitbringen',
  'page.decide.who':
    '{name} bittet um Hilfe bei der Anmeldung, seit {when, date, moment} UTC. {requesterKind, select, self {Das war die Person selbst, oder jemand, der das von sich sagt.} colleague {Darum gebeten hat ein Kollege oder eine Kollegin.} helpdesk {Darum gebeten hat der Helpdesk.} other {Darum wurde in ihrem Namen gebeten.}}',
  'page.decide.from':
    'Darum gebeten wurde von der Adresse {address} aus. {network, select, same {Das ist das Netz, in dem auch Sie sind.} other {Sie sind in einem anderen Netz.}}',
  'page.decide.letter': 'Ihr Buchstabe ist {label}. Daneben steht auf der Seite dieser Person eine Zahl.',
  'page.decide.until': 'Sie können bis {when, date, moment} UTC entscheiden.',
  'page.decide.approve': 'Bestätigen: Ich habe mit der Person gesprochen',
  'page.decide.refuse': 'Ablehnen',
  'page.decide.wrong-number':
    'Das ist nicht die Zahl neben Ihrem Buchstaben. Lassen Sie sie sich noch einmal vorlesen. Nach insgesamt drei falschen Zahlen wird die Anfrage abgelehnt.',
  'page.decide.counted.title': 'Danke: Ihre Bestätigung zählt',
  'page.decide.counted.body': 'Sie müssen nichts weiter tun.',
  'page.decide.recorded.title': 'Ihre Entscheidung ist gespeichert',
  'page.decide.recorded.body': 'Sie wird gleich wirksam. Sie müssen nichts weiter tun.',
  'page.decide.refused.title': 'Sie haben abgelehnt',
  'page.decide.refused.body':
    'Danke, dass Sie genau hingesehen haben. Wenn Sie glauben, dass jemand anderes hinter der Anfrage steht, sagen Sie es Ihrem Helpdesk.',
  'page.decide.not-asked.title': 'Das ist nicht Ihre Entscheidung',
  'page.decide.not-asked.body':
    'Sie wurden nicht gefragt, oder es geht um Sie selbst oder um etwas, worum Sie selbst gebeten haben. Wenn Sie durch eine Mail hierher kamen, melden Sie sich als die Person an, an die sie ging.',
  'page.decide.may-not.title': 'Sie können das jetzt nicht entscheiden',
  'page.decide.may-not.body':
    'Sie haben die Rolle dafür nicht mehr, oder Ihr eigenes Passwort wurde in den letzten drei Tagen zurückgesetzt. Jemand anderes muss entscheiden.',
  'page.decide.already.title': 'Sie haben schon entschieden',
  'page.decide.already.body': 'Eine Entscheidung bleibt bestehen. Sie müssen nichts weiter tun.',
  'page.decide.settled.title': 'Hier gibt es nichts mehr zu entscheiden',
  'page.decide.settled.body': 'Andere haben entschieden, oder die Zeit ist um.',
  'page.staff.leaving.title': 'Sie sind von {service} abgemeldet',
  'page.staff.leaving.body':
    'Jetzt werden Sie auch dort abgemeldet, wo Sie sich angemeldet haben. Wenn in ein paar Sekunden nichts geschieht, drücken Sie „Weiter“.',
  'page.staff.signed-out.title': 'Sie sind abgemeldet',
  'page.staff.signed-out.everywhere': 'Sie können diese Seite schließen.',
  'page.staff.signed-out.here':
    'Sie sind von {service} abgemeldet. Dort, wo Sie sich angemeldet haben, sind Sie es vielleicht noch: Wenn auch andere diesen Computer benutzen, melden Sie sich dort ab, oder schließen Sie den Browser.',
  'page.staff.not-offered.title': 'Hier kann sich niemand anmelden',
  'page.staff.not-offered.body':
    'Die Anmeldung ist nicht eingerichtet. Wer {service} betreibt, kann das mit REKEY_OIDC_CLIENT_ID und REKEY_OIDC_CLIENT_SECRET tun.',
  'page.staff.problem.denied.title': 'Sie wurden nicht angemeldet',
  'page.staff.problem.denied.body':
    'Die Anmeldung wurde abgebrochen, oder Sie dürfen {service} nicht benutzen. Wenn Sie nicht abbrechen wollten, melden Sie sich noch einmal an. Wenn das wieder erscheint, fragen Sie Ihre Administration.',
  'page.staff.problem.spoiled.title': 'Diese Anmeldung gilt nicht',
  'page.staff.problem.spoiled.body':
    'Was von Ihrer Anmeldung zurückkam, wurde schon verwendet, ist zu alt oder gehört nicht zu ihr. Melden Sie sich noch einmal an.',
  'page.staff.problem.stale.title': 'Ihre Anmeldung ist zu lange her',
  'page.staff.problem.stale.body':
    'Dort, wo Sie sich anmelden, sind Sie es schon so lange, dass es hier nicht mehr gilt. Melden Sie sich dort ab, dann hier neu an.',
  'page.staff.problem.lost.title': 'Hier ist keine Anmeldung im Gange',
  'page.staff.problem.lost.body':
    'Sie ist schon beendet, hat zu lange gedauert oder wurde in einem anderen Browser begonnen. Das erscheint auch, wenn ein Browser keine Cookies annimmt. Melden Sie sich noch einmal an.',
  'page.staff.problem.mixed.title': 'Zwei Anmeldungen sind durcheinandergeraten',
  'page.staff.problem.mixed.body':
    'Dieser Browser hat inzwischen eine andere Anmeldung begonnen, vielleicht in einem anderen Tab. Fahren Sie dort fort, oder melden Sie sich hier noch einmal an.',
  'page.staff.problem.unreachable.title': 'Sie können im Moment nicht angemeldet werden',
  'page.staff.problem.unreachable.body':
    'Der Dienst, bei dem Sie sich anmelden, antwortet nicht wie vorgesehen. Bitte versuchen Sie es in einer Minute noch einmal. Wenn es so bleibt, sagen Sie es Ihrer Administration.',
  'page.staff.problem.forged.title': 'Dieses Formular gilt nicht mehr',
  'page.staff.problem.forged.body':
    'Es wurde nichts getan. Sie haben sich neu angemeldet, seit die Seite geöffnet wurde, oder das Formular kam nicht von unserer Seite. Öffnen Sie die Seite neu, und drücken Sie dort noch einmal.',
  'page.staff.problem.too-many.title': 'Bitte warten Sie einen Moment',
  'page.staff.problem.too-many.body':
    'Aus Ihrem Netz kamen zu viele Versuche. Warten Sie {seconds, plural, one {# Sekunde} other {# Sekunden}}, und versuchen Sie es dann noch einmal.',
} as const satisfies Record<keyof typeof english, string>;
