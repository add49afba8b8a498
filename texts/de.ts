/** Every sentence a person reads, in German: ids and placeholders as in `en.ts`. */
import type { TextId } from './en.js';

const paragraphs = (...of: string[]): string => of.join('\n\n');
const minutes = '{minutes, plural, one {# Minute} other {# Minuten}}';
const hours = '{hours, plural, one {# Stunde} other {# Stunden}}';
const notYou =
  'Wenn Sie das nicht waren, melden Sie sich bitte sofort bei Ihrer Administration oder Ihrem Helpdesk und ändern Sie das Passwort dieses Postfachs: Vielleicht liest jemand mit.';
const ignore =
  'Wenn Sie das nicht angefordert haben, müssen Sie nichts tun. Es ändert sich nichts, solange der Schritt nicht abgeschlossen wird.';

export const de = {
  'mail.greeting': 'Guten Tag,',
  'mail.greeting.named': 'Guten Tag {name},',
  'mail.footer': 'Dies ist eine automatische Nachricht von {service}. Bitte antworten Sie nicht darauf.',

  'mail.email-code.subject': 'Ihr Code für {service}',
  'mail.email-code.body': paragraphs(
    'Jemand möchte Ihre Anmeldung bei {service} zurücksetzen. Um fortzufahren, geben Sie diesen Code auf der Seite ein, auf der das Zurücksetzen begonnen wurde:',
    '{code}',
    `Der Code gilt ${minutes}. Geben Sie ihn nur auf dieser Seite ein. Niemand von {service} wird Sie je danach fragen, weder am Telefon noch anderswo.`,
    ignore,
  ),
  'mail.email-link.subject': 'Zurücksetzen bei {service} bestätigen',
  'mail.email-link.body': paragraphs(
    'Jemand möchte Ihre Anmeldung bei {service} zurücksetzen. Wenn Sie das waren, öffnen Sie diesen Link auf dem Gerät, mit dem Sie fortfahren möchten:',
    '{url}',
    `Der Link gilt ${minutes} und nur einmal. Niemand von {service} wird Sie je bitten, ihn weiterzuleiten.`,
    ignore,
  ),
  'mail.invitation.subject': 'Für Sie wurde bei {service} ein Zurücksetzen begonnen',
  'mail.invitation.body': paragraphs(
    '{requesterKind, select, helpdesk {Der Helpdesk} colleague {Jemand aus dem Kollegium} admin {Die Administration} service {Eines unserer Systeme} other {Jemand}} möchte Ihre Anmeldung bei {service} zurücksetzen. Um mitzuwirken, öffnen Sie diesen Link:',
    '{url}',
    `Der Link gilt ${hours}. Sie werden gebeten zu zeigen, dass Sie es sind. Nur Sie werden das Ergebnis sehen. Niemand von {service} wird Sie je nach diesem Link, einem Code oder einem Passwort fragen.`,
    'Wenn Sie das nicht erwarten, öffnen Sie den Link nicht und fragen Sie Ihren Helpdesk. Es ändert sich nichts, solange Sie nicht mitwirken.',
  ),
  'mail.pick-up.subject': 'Bei {service} liegt etwas für Sie bereit',
  'mail.pick-up.body': paragraphs(
    'Ihre Anmeldung bei {service} wurde zurückgesetzt. Öffnen Sie diesen Link, um zu sehen, was neu ist:',
    '{url}',
    `Der Link gilt ${hours} und zeigt es einmal. Halten Sie einen sicheren Ort dafür bereit. Niemand von {service} wird Sie je nach diesem Link fragen.`,
    notYou,
  ),
  'mail.notice-proved.subject': 'Ein Zurücksetzen bei {service} wurde bestätigt',
  'mail.notice-proved.body': paragraphs(
    'Jemand setzt gerade Ihre Anmeldung bei {service} zurück und hat soeben bestätigt, Sie zu sein. Wenn Sie das waren, müssen Sie nichts tun.',
    notYou,
  ),
  'mail.notice-completed.subject':
    '{credential, select, password {Ihr Passwort für {service} wurde geändert} other {Ihre Anmeldung bei {service} wurde geändert}}',
  'mail.notice-completed.body': paragraphs(
    '{credential, select, password {Ihr Passwort} other {Ihre Anmeldung}} für {service} wurde zurückgesetzt: {when, date, moment} UTC. Auf Ihren anderen Geräten müssen Sie sich vielleicht neu anmelden.',
    'Wenn Sie das waren, müssen Sie nichts tun.',
    notYou,
  ),
  'mail.notice-ended.subject': 'Ein Zurücksetzen bei {service} wurde nicht abgeschlossen',
  'mail.notice-ended.body': paragraphs(
    'Jemand hat begonnen, Ihre Anmeldung bei {service} zurückzusetzen, und bestätigt, Sie zu sein. Der Vorgang endete aber, bevor er abgeschlossen war.',
    'Wenn Sie das waren, versuchen Sie, sich wie bisher anzumelden. Wenn das nicht gelingt, beginnen Sie von vorn.',
    notYou,
  ),

  'step.email-code.title': 'Code aus der E-Mail eingeben',
  'step.email-code.hint':
    'Wenn wir Sie kennen, haben wir Ihnen einen Code per E-Mail geschickt. Das kann einige Minuten dauern. Sehen Sie auch im Spam-Ordner nach.',
  'step.email-link.title': 'Link in der E-Mail öffnen',
  'step.email-link.hint':
    'Wenn wir Sie kennen, haben wir Ihnen einen Link per E-Mail geschickt. Es geht dort weiter, wo Sie ihn öffnen.',
  'step.user-entry.title': 'Neues Passwort wählen',
  'step.user-entry.hint':
    'Mehrere Wörter, die nicht zusammengehören, ergeben ein gutes Passwort. Ihr Passwort-Manager kann eines erzeugen.',
  'step.random.title': 'Ein neues Passwort wird für Sie erzeugt',
  'step.random.hint': 'Sie müssen sich keines ausdenken.',
  'step.display.title': 'Ihr neues Passwort',
  'step.display.hint':
    'Es wird nur einmal gezeigt. Übernehmen Sie es in Ihren Passwort-Manager, bevor Sie diese Seite verlassen.',

  'input.code.label': 'Code',
  'input.code.hint': '{digits, plural, one {# Ziffer} other {# Ziffern}}',
  'input.new-secret.label': 'Neues Passwort',
  'input.new-secret.hint': 'Mindestens {minLength, plural, one {# Zeichen} other {# Zeichen}}',

  'problem.wrong-code': 'Der Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es noch einmal.',
  'problem.code-expired': 'Der Code ist zu alt. Fordern Sie einen neuen an.',
  'problem.link-used':
    'Der Link gilt nicht mehr. Fordern Sie dort einen neuen an, wo Sie das Zurücksetzen begonnen haben.',
  'problem.too-short': 'Das Passwort muss mindestens {minLength, plural, one {# Zeichen} other {# Zeichen}} haben.',
  'problem.too-long': 'Das Passwort darf höchstens {maxLength, plural, one {# Zeichen} other {# Zeichen}} haben.',
  'problem.common':
    '{of, select, names {Das Passwort besteht aus Ihrem Namen, Ihrer Adresse oder dem Namen dieses Dienstes.} other {Das Passwort steht auf einer Liste häufiger Passwörter. Diese werden bei Angriffen zuerst probiert.}}',
  'problem.guessable':
    'Das Passwort ist zu leicht zu erraten. {why, select, straightRow {Tastenreihen werden früh probiert.} keyPattern {Muster auf der Tastatur werden früh probiert.} simpleRepeat {Wiederholte Zeichen bringen wenig.} extendedRepeat {Wiederholte Zeichengruppen bringen wenig.} sequences {Folgen wie „abc“ werden früh probiert.} recentYears {Jahreszahlen werden früh probiert.} dates {Daten werden früh probiert.} wordByItself {Ein einzelnes Wort genügt nicht.} namesByThemselves {Ein einzelner Name genügt nicht.} commonNames {Namen werden früh probiert.} userInputs {Ihr Name, Ihre Adresse und der Name dieses Dienstes werden früh probiert.} other {Fügen Sie Wörter hinzu, die nicht zusammengehören.}}',
  'problem.contains-name': 'Das Passwort darf weder Ihren Namen noch Ihre Adresse enthalten.',
  'problem.used-before': 'Dieses Passwort haben Sie schon einmal benutzt. Wählen Sie ein neues.',

  'waiting.collect': 'Das neue Passwort kann abgeholt werden.',
} as const satisfies Record<TextId, string>;
