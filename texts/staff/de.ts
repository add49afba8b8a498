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
  'page.staff.home.help': 'Jemandem am Telefon helfen',
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
  'page.decide.sent':
    'Ein Code wurde geschickt, falls bei uns eine solche Adresse oder Nummer hinterlegt ist. Lassen Sie ihn sich vorlesen. Nur der neueste gilt.',
  'page.decide.sending':
    'Das ist gespeichert. Der Code wird so bald wie möglich geschickt, falls bei uns eine solche Adresse oder Nummer hinterlegt ist.',
  'page.decide.pending':
    'Ihre Entscheidung ist gespeichert und noch nicht geprüft. Sie zählt, sobald das geschehen ist: Sie müssen nicht noch einmal entscheiden.',
  'page.decide.wrong-caller-code':
    'Das ist nicht der Code, der geschickt wurde. Lassen Sie ihn sich noch einmal vorlesen, oder lassen Sie einen neuen schicken. Nach drei falschen Codes ist die Prüfung gescheitert.',
  'page.decide.no-code-sent':
    'Für diese Prüfung gibt es noch keinen Code von Ihnen, oder jemand anders hat einen neueren schicken lassen. Lassen Sie zuerst einen schicken, und tippen Sie dann ein, was vorgelesen wird.',
  'page.decide.no-more-codes':
    'Für diese Prüfung kann kein Code mehr geschickt werden. Tippen Sie den neuesten ein, oder lehnen Sie ab.',
  'page.decide.script-not-met':
    'Jede Frage muss mit Ja beantwortet sein. Fragen Sie weiter. Wenn das nicht hilft, lehnen Sie ab.',
  'page.decide.once-more':
    'Die Person wurde geprüft, aber das ist zu lange her. Prüfen Sie sie noch einmal: Lassen Sie zuerst einen Code senden.',
  'page.decide.counted.title': 'Danke: Ihre Bestätigung zählt',
  'page.decide.counted.body': 'Hier haben Sie nichts weiter zu entscheiden.',
  'page.decide.recorded.title': 'Ihre Entscheidung ist gespeichert',
  'page.decide.recorded.body':
    'Sie wird jetzt geprüft. Diese Seite sagt Ihnen gleich, was daraus geworden ist. Falls das länger dauert, können Sie die Seite schließen und später wieder öffnen.',
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
  'page.help.start.title': 'Jemandem am Telefon helfen',
  'page.help.start.lead':
    'Beginnen Sie ein Zurücksetzen für die Person am Telefon. Es ändert sich nichts, bevor geprüft ist, dass sie es wirklich ist.',
  'page.help.start.user.label': 'Benutzername oder E-Mail-Adresse der Person',
  'page.help.start.user.hint': 'Wenn niemand so heißt, sagt Ihnen das diese Seite nicht: Dann scheitern die Prüfungen.',
  'page.help.start.user.misfit': 'Geben Sie den Benutzernamen oder die E-Mail-Adresse der Person ein.',
  'page.help.start.ticket.label': 'Ticketnummer',
  'page.help.start.ticket.hint': 'Aus Ihrem eigenen System, damit der Anruf wiederzufinden ist.',
  'page.help.start.ticket.misfit': 'Geben Sie die Ticketnummer ein: 1 bis 40 Buchstaben, Ziffern und # . _ / -',
  'page.help.start.method.legend': 'Auf welchem Weg?',
  'page.help.start.submit': 'Beginnen',
  'page.help.start.nothing':
    'Es gibt keinen Weg, auf dem der Helpdesk etwas zurücksetzen kann. Fragen Sie Ihre Administration.',
  'page.help.start.stale': 'Diese Seite war lange offen. Drücken Sie noch einmal auf „Beginnen“.',
  'page.help.own': 'Ihre offenen Vorgänge',
  'page.help.own.since':
    '{state, select, requested {Wird eröffnet} authenticating {Wartet auf Nachweise} authenticated {Genug ist nachgewiesen} executing {Das Passwort wird gesetzt} delivering {Das Passwort kann abgeholt werden} other {Vorbei}}, seit {when, date, moment} UTC',
  'page.help.to-start': 'Zu Ihren Vorgängen',
  'page.help.to-reset': 'Zur Seite dieses Vorgangs',
  'page.help.ticket': 'Ticket {ticket}',
  'page.help.opening': 'Der Vorgang wird eröffnet. Diese Seite geht von selbst weiter.',
  'page.help.unknown.title': 'Diesen Vorgang gibt es nicht',
  'page.help.unknown.body':
    'Prüfen Sie die Adresse. Was eben erst begonnen wurde, ist vielleicht noch nicht hier: Sehen Sie in einer Minute noch einmal nach.',
  'page.help.state.requested': 'Der Vorgang wird eröffnet. Das dauert einen Moment.',
  'page.help.state.authenticating': 'Es fehlen noch Nachweise, dass es wirklich diese Person ist.',
  'page.help.state.authenticated':
    '{whose, select, yours {Genug ist nachgewiesen. Sie können jetzt ein vorläufiges Passwort erzeugen: Von da an gilt das alte nicht mehr.} agents {Genug ist nachgewiesen. Weiter macht, wer vom Helpdesk den Vorgang begonnen hat.} other {Genug ist nachgewiesen. Die Person macht auf ihrer eigenen Seite selbst weiter.}}',
  'page.help.state.executing': 'Das neue Passwort wird gesetzt. Das dauert einige Sekunden.',
  'page.help.state.delivering':
    '{whose, select, yours {Das vorläufige Passwort ist bereit. Es wird Ihnen einmal gezeigt: Haben Sie die Person dann am Telefon.} agents {Das vorläufige Passwort ist bereit für den, der den Vorgang beim Helpdesk begonnen hat.} other {Das neue Passwort ist für die Person bereit, auf ihrer eigenen Seite.}}',
  'page.help.state.completed':
    '{whose, select, other {Es ist geschafft: Die Person hat ein neues Passwort.} yours {Es ist geschafft: Das vorläufige Passwort wurde Ihnen gezeigt. Bei der Anmeldung damit muss ein anderes gewählt werden. Wenn es verloren ging, beginnen Sie neu.} agents {Es ist geschafft: Das vorläufige Passwort wurde dem gezeigt, der den Vorgang begonnen hat.}}',
  'page.help.state.refused':
    'Der Vorgang ist beendet: Es war nicht genug nachgewiesen, dass es wirklich diese Person ist. Es wurde nichts geändert.',
  'page.help.state.expired': 'Der Vorgang ist beendet: Die Zeit dafür ist um. Es wurde nichts geändert.',
  'page.help.state.cancelled': 'Der Vorgang wurde abgebrochen. Es wurde nichts geändert.',
  'page.help.state.vetoed':
    'Der Vorgang ist beendet: Von einer hinterlegten Adresse oder Nummer aus hat jemand gesagt, dass er es nicht war. Es wurde nichts geändert. Sagen Sie es den Verantwortlichen.',
  'page.help.state.superseded': 'Der Vorgang ist beendet: Ein anderes Zurücksetzen für dieselbe Person war schneller.',
  'page.help.state.undelivered':
    'Der Vorgang ist beendet: Das neue Passwort wurde nicht rechtzeitig abgeholt und ist vernichtet. Das alte gilt nicht mehr: Beginnen Sie neu.',
  'page.help.state.failed':
    'Der Vorgang ist beendet: Das Passwort konnte nicht überall gesetzt werden. Vielleicht gilt das alte nicht mehr. Beginnen Sie neu, und sagen Sie es Ihrer Administration.',
  'page.help.make': 'Vorläufiges Passwort erzeugen',
  'page.help.show': 'Vorläufiges Passwort zeigen',
  'page.help.asked':
    'Begonnen: {when, date, moment} UTC. {who, select, you {Das waren Sie.} helpdesk {Das war jemand anderes vom Helpdesk.} colleague {Das war ein Kollege oder eine Kollegin.} admin {Das war die Administration.} service {Das war eines unserer Systeme.} other {Das war die Person selbst, oder jemand, der das von sich sagt.}}',
  'page.help.ends': 'Wenn nichts weiter geschieht, endet der Vorgang: {when, date, moment} UTC.',
  'page.help.proofs': 'Nachweise: {have} von {needed}.',
  'page.help.steps': 'Was dazu nötig ist',
  'page.help.not-joined': 'Die Person hat den Link in der Mail, die sie bekommen hat, noch nicht geöffnet.',
  'page.help.step':
    '{state, select, open {Noch nicht begonnen} challenged {Wartet} passed {Bestanden} failed {Nicht bestanden} other {–}}',
  'page.help.numbers':
    'Lesen Sie am Telefon jede Zahl mit ihrem Buchstaben vor. Wer sich bei der Person meldet, bekommt von ihr die Zahl neben dem eigenen Buchstaben genannt.',
  'page.help.step-times': 'Seit {since, date, moment} UTC, bis {until, date, moment} UTC.',
  'page.help.decide': 'Entscheiden',
  'page.help.not-yours':
    'Das neue Passwort ist hier nicht für Sie: Erzeugen kann es, wer den Vorgang begonnen hat, oder die Person selbst.',
  'page.help.proof-too-old':
    'Was die Person gezeigt hat, ist zu lange her. {by, select, them {Sie muss es auf ihrer eigenen Seite noch einmal zeigen, bevor Sie weitermachen können.} other {Prüfen Sie sie noch einmal, in der Liste unten, bevor Sie weitermachen.}}',
  'page.help.collected.title': 'Das vorläufige Passwort',
  'page.help.collected.body':
    'Nennen Sie es jetzt der Person am Telefon. Bei der Anmeldung damit muss sie ein anderes wählen.\n\nSchreiben Sie es nicht auf, und schicken Sie es nicht weiter. Wenn Sie diese Seite verlassen, kann es nicht noch einmal gezeigt werden.',
  'page.help.collected.done': 'Die Person hat es',
  'page.staff.leaving.title': 'Sie sind von {service} abgemeldet',
  'page.staff.leaving.body':
    'Jetzt werden Sie auch dort abgemeldet, wo Sie sich angemeldet haben. Wenn in ein paar Sekunden nichts geschieht, drücken Sie „Weiter“.',
  'page.staff.signed-out.title': 'Sie sind abgemeldet',
  'page.staff.signed-out.everywhere': 'Sie können diese Seite schließen.',
  'page.staff.signed-out.here':
    'Sie sind von {service} abgemeldet. Dort, wo Sie sich angemeldet haben, sind Sie es vielleicht noch: Wenn auch andere diesen Computer benutzen, melden Sie sich dort ab, oder schließen Sie den Browser.',
  'page.staff.no-role.title': 'Das ist für den Helpdesk',
  'page.staff.no-role.body':
    'Sie haben die Rolle für diese Seite nicht. Wenn das nicht stimmt, bitten Sie Ihre Administration um die Rolle, und melden Sie sich neu an.',
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
