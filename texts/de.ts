/** Every sentence a person reads, in German: ids and placeholders as in `en.ts`. */
import type { TextId } from './en.js';
import { staff } from './staff/de.js';

const paragraphs = (...of: string[]): string => of.join('\n\n');
const minutes = '{minutes, plural, one {# Minute} other {# Minuten}}';
const hours = '{hours, plural, one {# Stunde} other {# Stunden}}';
const wasNotMe = [
  'Wenn Sie das nicht waren, öffnen Sie jetzt diesen Link. Er hält das Zurücksetzen an oder meldet ab, wer so hineingekommen ist, und benachrichtigt die Verantwortlichen:',
  '{veto}',
  'Melden Sie sich dann bei Ihrem Helpdesk und ändern Sie das Passwort dieses Postfachs: Vielleicht liest jemand mit.',
] as const;
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
    '{requesterKind, select, helpdesk {Der Helpdesk (Vorgang {ticket})} colleague {{requester, select, unknown {Jemand aus dem Kollegium} other {{requester} aus Ihrem Kollegium}}} admin {Die Administration} service {Eines unserer Systeme} other {Jemand}} möchte Ihre Anmeldung bei {service} zurücksetzen. Um mitzuwirken, öffnen Sie diesen Link:',
    '{url}',
    `Der Link gilt ${hours}. Sie werden gebeten zu zeigen, dass Sie es sind. Nur Sie werden das Ergebnis sehen. Niemand von {service} wird Sie je nach diesem Link, einem Code oder einem Passwort fragen.`,
    'Wenn Sie das nicht erwarten, öffnen Sie den Link nicht und fragen Sie Ihren Helpdesk. Es ändert sich nichts, solange Sie nicht mitwirken.',
  ),
  'mail.pick-up.subject': 'Bei {service} liegt etwas für Sie bereit',
  'mail.pick-up.body': paragraphs(
    'Ihre Anmeldung bei {service} wurde zurückgesetzt. Öffnen Sie diesen Link, um zu sehen, was neu ist:',
    '{url}',
    `Der Link gilt ${hours} und zeigt es einmal. Halten Sie einen sicheren Ort dafür bereit. Niemand von {service} wird Sie je nach diesem Link fragen.`,
    ...wasNotMe,
  ),
  'mail.approval-request.subject': '{name} braucht Ihre Hilfe bei der Anmeldung bei {service}',
  'mail.approval-request.body': paragraphs(
    '{name} möchte die Anmeldung bei {service} zurücksetzen und hat Sie oder Ihre Rolle als jemanden genannt, der bestätigen kann, dass es wirklich diese Person ist. Ihre Anfrage hat den Buchstaben {label}.',
    'Sprechen Sie zuerst mit {name}: Gehen Sie hin, oder rufen Sie eine Nummer an, die Sie schon vorher hatten. Trauen Sie keinem Anruf, der bei Ihnen eingeht. Fragen Sie nach der Zahl neben dem Buchstaben {label} auf der Seite dieser Person, und öffnen Sie dann diesen Link:',
    '{url}',
    `Sie haben dafür ${hours} Zeit.`,
    'Wenn Sie {name} nicht erreichen oder etwas merkwürdig ist, lehnen Sie ab. Niemand wird Ihnen das übel nehmen.',
  ),
  'mail.caller-code.subject': 'Ihr Code für Ihren Anruf beim Helpdesk von {service}',
  'mail.caller-code.body': paragraphs(
    'Sie telefonieren mit dem Helpdesk von {service}. Lesen Sie der Person am Telefon diesen Code vor:',
    '{code}',
    `Er gilt ${minutes}, nur für dieses Gespräch. Sie haben nicht angerufen? Dann nennen Sie den Code niemandem. Legen Sie auf und öffnen Sie diesen Link:`,
    '{url}',
  ),
  'mail.notice-delay.subject': 'Ein Zurücksetzen bei {service} wartet: Waren Sie das?',
  'mail.notice-delay.body': paragraphs(
    '{credential, select, password {Ihr Passwort} other {Ihre Anmeldung}} für {service} soll zurückgesetzt werden. Damit Sie widersprechen können, geschieht vor {when, date, moment} UTC nichts.',
    'Wenn Sie das waren, müssen Sie nichts tun.',
    ...wasNotMe,
  ),
  'mail.notice-proved.subject': 'Ein Zurücksetzen bei {service} wurde bestätigt',
  'mail.notice-proved.body': paragraphs(
    'Jemand setzt gerade Ihre Anmeldung bei {service} zurück und hat soeben bestätigt, Sie zu sein. Wenn Sie das waren, müssen Sie nichts tun.',
    ...wasNotMe,
  ),
  'mail.notice-completed.subject':
    '{credential, select, password {Ihr Passwort für {service} wurde geändert} other {Ihre Anmeldung bei {service} wurde geändert}}',
  'mail.notice-completed.body': paragraphs(
    '{credential, select, password {Ihr Passwort} other {Ihre Anmeldung}} für {service} wurde zurückgesetzt: {when, date, moment} UTC. Auf Ihren anderen Geräten müssen Sie sich vielleicht neu anmelden.',
    'Wenn Sie das waren, müssen Sie nichts tun.',
    ...wasNotMe,
  ),
  'mail.notice-ended.subject': 'Ein Zurücksetzen bei {service} wurde nicht abgeschlossen',
  'mail.notice-ended.body': paragraphs(
    'Jemand hat begonnen, Ihre Anmeldung bei {service} zurückzusetzen, und bestätigt, Sie zu sein. Der Vorgang endete aber, bevor er abgeschlossen war.',
    'Wenn Sie das waren, versuchen Sie, sich wie bisher anzumelden. Wenn das nicht gelingt, beginnen Sie von vorn.',
    ...wasNotMe,
  ),

  'sms.notice-proved':
    '{service}: Jemand setzt Ihre Anmeldung zurück und hat soeben bestätigt, Sie zu sein. Nicht Sie? {veto}',
  'sms.notice-delay':
    '{service}: {credential, select, password {Ihr Passwort} other {Ihre Anmeldung}} soll zurückgesetzt werden, nicht vor {when, date, moment} UTC. Nicht Sie? {veto}',
  'sms.notice-completed':
    '{service}: {credential, select, password {Ihr Passwort} other {Ihre Anmeldung}} wurde geändert. Nicht Sie? {veto}',
  'sms.notice-ended':
    '{service}: Jemand hat bestätigt, Sie zu sein, und wollte Ihre Anmeldung zurücksetzen. Das endete vorzeitig. Nicht Sie? {veto}',
  'sms.caller-code': 'Ihr Code für Ihren Anruf beim Helpdesk: {code}. Gültig {minutes} Min. Nicht angerufen? {url}',

  'step.email-code.name': 'Ein Code an die E-Mail-Adresse',
  'step.email-code.title': 'Code aus der E-Mail eingeben',
  'step.email-code.hint':
    'Wenn wir Sie kennen, haben wir Ihnen einen Code per E-Mail geschickt. Das kann einige Minuten dauern. Sehen Sie auch im Spam-Ordner nach.',
  'step.email-link.name': 'Ein Link an die E-Mail-Adresse',
  'step.email-link.title': 'Link in der E-Mail öffnen',
  'step.email-link.hint':
    'Wenn wir Sie kennen, haben wir Ihnen einen Link per E-Mail geschickt. Es geht dort weiter, wo Sie ihn öffnen.',
  'step.approval.name': 'Bestätigung durch Menschen, die sich kennen',
  'step.approval.title': 'Warten Sie auf Menschen, die Sie kennen',
  'step.approval.hint':
    'Wir haben Menschen gefragt, die Sie kennen. Sie müssen mit Ihnen sprechen: Nennen Sie jedem die Zahl neben dem Buchstaben, und erst dann, wenn danach gefragt wird.',
  'step.approval.decide': 'Ist es wirklich diese Person?',
  'step.approval.decide.hint':
    'Bestätigen Sie nur, was Sie wissen: Sprechen Sie selbst mit der Person, auf einem Weg, den Sie gewählt haben. Ein Anruf, der bei Ihnen einging, zählt nicht.',
  'step.caller-check.name': 'Die Prüfung des Anrufs',
  'step.caller-check.title': 'Mit dem Helpdesk sprechen',
  'step.caller-check.hint':
    'Jemand vom Helpdesk prüft am Telefon, dass Sie es sind: Ihnen wird ein Code geschickt, und Sie lesen ihn vor. Wenn gerade niemand mit Ihnen spricht, rufen Sie Ihren Helpdesk an.',
  'step.caller-check.decide': 'Prüfen, wer anruft',
  'step.caller-check.decide.hint':
    'Lassen Sie einen Code an eine Adresse oder Nummer schicken, die bei uns hinterlegt ist, nie an eine, die genannt wird. Tippen Sie ein, was vorgelesen wird. Kommt Ihnen etwas seltsam vor, lehnen Sie ab: Niemand wird es Ihnen verübeln.',
  'step.delay.name': 'Eine Wartezeit',
  'step.delay.title': 'Eine Wartezeit',
  'step.delay.hint':
    'Um Sie vor anderen zu schützen, geht es erst nach einer Weile weiter. Wir haben an alle Ihre Adressen eine Nachricht geschickt. Bis dahin müssen Sie nichts tun.',
  'step.user-entry.title': 'Neues Passwort wählen',
  'step.user-entry.hint':
    'Mehrere Wörter, die nicht zusammengehören, ergeben ein gutes Passwort. Ihr Passwort-Manager kann eines erzeugen.',
  'step.random.title': 'Ein neues Passwort wird für Sie erzeugt',
  'step.random.hint': 'Sie müssen sich keines ausdenken.',
  'step.agent-temporary.title': 'Ein vorläufiges Passwort vom Helpdesk',
  'step.display.title': 'Ihr neues Passwort',
  'step.display.hint':
    'Es wird nur einmal gezeigt. Übernehmen Sie es in Ihren Passwort-Manager, bevor Sie diese Seite verlassen.',

  'input.code.label': 'Code',
  'input.code.hint': '{digits, plural, one {# Ziffer} other {# Ziffern}}',
  'input.code.misfit': 'Geben Sie den Code ein: {digits, plural, one {# Ziffer} other {# Ziffern}}.',
  'input.code.again': 'Neuen Code schicken',
  'input.number.label': 'Die Zahl auf der Seite dieser Person',
  'input.number.hint': 'Neben Ihrem Buchstaben. Fragen Sie danach, und sagen Sie niemandem, was Ihnen genannt wurde.',
  'input.number.misfit': 'Geben Sie die Zahl ein: {digits, plural, one {# Ziffer} other {# Ziffern}}.',
  'input.reached.label': 'Wie haben Sie mit der Person gesprochen?',
  'input.reached.misfit': 'Sagen Sie, wie Sie mit der Person gesprochen haben.',
  'input.to.label': 'Einen Code schicken',
  'input.caller-code.label': 'Der Code, der Ihnen vorgelesen wird',
  'input.caller-code.hint': '{digits, plural, one {# Ziffer} other {# Ziffern}}, aus der neuesten Nachricht',
  'input.caller-code.misfit': 'Geben Sie den Code ein: {digits, plural, one {# Ziffer} other {# Ziffern}}.',
  'input.called-back.label': 'Haben Sie zurückgerufen, unter einer Nummer, die bei uns hinterlegt ist?',
  'input.named-manager.label': 'Wurde die vorgesetzte Person richtig genannt?',
  'input.named-unit.label': 'Wurde die Abteilung richtig genannt?',
  'input.knows-last-login.label': 'Stimmt, wann und wo die letzte Anmeldung war?',
  'input.explained-why.label': 'Ist einleuchtend, wie das Passwort verloren ging?',
  'choice.yes': 'Ja',
  'choice.no': 'Nein',
  'choice.phone': 'Als SMS an die hinterlegte Nummer',
  'choice.email': 'Per E-Mail an die hinterlegte Adresse',
  'choice.in-person': 'Ich habe sie getroffen',
  'choice.called-them': 'Ich habe sie angerufen, unter einer Nummer, die ich schon hatte',
  'choice.video-call': 'Ich habe sie in einem Videogespräch gesehen',
  'input.show.note': 'Nennen Sie jedem die Zahl neben dem Buchstaben, wenn danach gefragt wird.',
  'input.text.label': 'Ihre Antwort',
  'input.text.misfit': 'Geben Sie Ihre Antwort ein.',
  'input.new-secret.label': 'Neues Passwort',
  'input.new-secret.misfit': 'Geben Sie ein neues Passwort mit {minLength} bis {maxLength} Zeichen ein.',
  'input.new-secret.rules.title': 'Ihr neues Passwort',
  'input.new-secret.rules':
    'hat {minLength} Zeichen oder mehr\n\nenthält weder Ihren Namen noch Ihre E-Mail-Adresse\n\nist weder häufig noch leicht zu erraten\n\nwar noch nie Ihr Passwort',
  'input.new-secret.repeat.label': 'Neues Passwort noch einmal',
  'input.new-secret.differ': 'Die beiden Passwörter sind nicht gleich. Geben Sie Ihr neues Passwort zweimal ein.',
  'input.choice.label': 'Wählen Sie',
  'input.choice.misfit': 'Wählen Sie eines davon.',
  'input.link.note':
    'Öffnen Sie die neueste E-Mail von uns und folgen Sie dem Link auf dem Gerät, mit dem Sie fortfahren möchten. Diese Seite können Sie schließen.',
  'input.link.again': 'Neuen Link schicken',
  'input.redirect.note': 'Das geht auf dieser Seite nicht. Nehmen Sie einen anderen Weg.',
  'input.passkey.note': 'Das geht auf dieser Seite nicht. Nehmen Sie einen anderen Weg.',

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

  'note.attempts':
    '{others, plural, =0 {In den letzten 7 Tagen gab es keine anderen Versuche für diese Person oder Nummer.} one {In den letzten 7 Tagen gab es # anderen Versuch für diese Person oder Nummer. Nehmen Sie sich Zeit.} other {In den letzten 7 Tagen gab es # andere Versuche für diese Person oder Nummer. Wer es immer wieder versucht, ist oft nicht, wer er sagt.}}',

  'waiting.approvals': 'Bestätigungen: {have} von {needed}.',
  'waiting.caller-checks': 'Prüfungen durch den Helpdesk: {have} von {needed}.',
  'waiting.collect': 'Das neue Passwort kann abgeholt werden.',

  'page.skip': 'Zum Inhalt springen',
  'page.language': 'Sprache',
  'page.footer':
    'Niemand von {service} wird Sie je anrufen oder anschreiben, um nach einem Code, einem Link oder einem Passwort zu fragen.',
  'page.faults.prefix': 'Fehler: ',
  'page.faults.title': 'Etwas stimmt noch nicht',
  'page.step-of': 'Schritt {n} von {of}',
  'page.continue': 'Weiter',
  'page.look-again': 'Noch einmal nachsehen',
  'page.start-again': 'Neu beginnen',
  'page.cancel': 'Zurücksetzen abbrechen',
  'page.until.minutes': 'Sie haben dafür noch {minutes, plural, one {# Minute} other {# Minuten}}.',
  'page.until.date': 'Sie haben dafür Zeit bis {when, date, moment} UTC.',
  'page.until.over': 'Die Zeit dafür ist abgelaufen.',

  'page.start.title': '{credential, select, password {Passwort zurücksetzen} other {Anmeldung zurücksetzen}}',
  'page.start.lead':
    'Zuerst prüfen wir, dass Sie es sind. Dann bekommen Sie ein neues Passwort. Das dauert wenige Minuten.',
  'page.start.user.label': 'Benutzername oder E-Mail-Adresse',
  'page.start.user.hint': 'Eines von beiden genügt.',
  'page.start.user.misfit': 'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.',
  'page.start.method.legend': 'Wie möchten Sie vorgehen?',
  'page.start.method.misfit': 'Wählen Sie einen der Wege.',
  'page.start.stale': 'Diese Seite war lange offen. Drücken Sie noch einmal auf „Weiter“.',
  'page.start.nothing':
    'Hier können Sie nichts selbst zurücksetzen. Fragen Sie Ihren Helpdesk oder Ihre Administration.',
  'page.start.under-way': 'Sie haben in diesem Browser ein Zurücksetzen begonnen, das noch nicht fertig ist.',
  'page.start.go-on': 'Damit fortfahren',
  'page.start.no-mail.title': 'Wenn Sie Ihre E-Mails nicht lesen können',
  'page.start.no-mail.body': 'Fragen Sie Ihren Helpdesk oder Ihre Administration. Dort gibt es einen anderen Weg.',
  'method.email-code.title': 'Mit einem Code, den wir an meine E-Mail-Adresse schicken',
  'method.email-link.title': 'Mit einem Link, den wir an meine E-Mail-Adresse schicken',
  'method.colleague-approval.title': 'Mit einem Code per E-Mail und zwei Menschen aus meinem Team',
  'method.manager-and-code.title': 'Mit einem Code per E-Mail und meiner Führungskraft',
  'method.helpdesk.title': 'Mit einem Code per E-Mail und einem Anruf beim Helpdesk',
  'method.helpdesk-lost-mailbox.title':
    'Ohne Postfach: ein Anruf beim Helpdesk, die Zustimmung der vorgesetzten Person und ein Tag Wartezeit',
  'method.random-display.title': 'Mit einem Code per E-Mail und einem neuen Passwort, das für mich erzeugt wird',

  'page.choose.title': 'Wie möchten Sie zeigen, dass Sie es sind?',
  'page.choose.lead': 'Wählen Sie, was Sie gerade zur Hand haben.',
  'page.step.title': 'Zeigen Sie, dass Sie es sind',
  'page.step.begin': 'Drücken Sie auf „Weiter“, wenn Sie so weit sind.',
  'page.step.again': 'Noch einmal beginnen',
  'page.step.other': 'Einen anderen Weg nehmen',
  'page.step.sent': 'Wenn wir Sie kennen, haben wir noch einmal etwas geschickt. Nur das Neueste gilt.',
  'page.step.tries': 'Noch {left, plural, one {# Versuch} other {# Versuche}}.',
  'page.step.nothing-came.title': 'Wenn nichts ankommt',
  'page.step.nothing-came.body':
    'Warten Sie einige Minuten und sehen Sie im Spam-Ordner nach. Wenn wir den Namen, den Sie eingegeben haben, nicht kennen, kommt keine E-Mail.',
  'page.step.other-name': 'Mit einem anderen Namen neu beginnen',

  'page.once-more.title': 'Noch einmal, zur Sicherheit',
  'page.once-more.body':
    'Sie haben gezeigt, dass Sie es sind, aber das ist eine Weile her. Damit niemand anderes an Ihrer Stelle weitermacht, zeigen Sie es bitte noch einmal. Sonst geht nichts verloren.',
  'page.once-more.helped':
    'Ihr Helpdesk hat geprüft, dass Sie es sind, aber das ist eine Weile her. Damit niemand anderes an Ihrer Stelle weitermacht, rufen Sie dort an: Man prüft es noch einmal. Sonst geht nichts verloren.',
  'page.handled.title': 'Jetzt macht Ihr Helpdesk weiter',
  'page.handled.body':
    'Alles Nötige wurde gezeigt. Ihr Helpdesk nennt Ihnen ein vorläufiges Passwort. Wenn Sie sich damit anmelden, müssen Sie ein anderes wählen.\n\nSie können diese Seite schließen.',

  'page.value.submit': 'Neues Passwort setzen',
  'page.value.show': 'Zeigen, was ich schreibe',
  'page.value.hide': 'Verbergen, was ich schreibe',
  'page.make.title': 'Neues Passwort erhalten',
  'page.make.body':
    'Danke, das war richtig. Jetzt erzeugen wir ein neues Passwort für Sie und zeigen es Ihnen einmal.\n\nIhr altes Passwort gilt von da an nicht mehr. Halten Sie für das neue einen sicheren Ort bereit, zum Beispiel Ihren Passwort-Manager.',
  'page.make.submit': 'Neues Passwort erzeugen',
  'page.setting.title': 'Ihr neues Passwort wird gesetzt',
  'page.setting.body': 'Das dauert einige Sekunden. Diese Seite geht von selbst weiter.',
  'page.setting.long':
    'Es dauert länger als sonst, aber nichts ist verloren: Wir versuchen es weiter. Sie können diese Seite schließen und in diesem Browser zu ihr zurückkommen.',
  'page.moment.title': 'Einen Moment, bitte',
  'page.others.title': 'Jemand anderes muss entscheiden',
  'page.others.until': 'Dafür ist Zeit bis {when, date, moment} UTC.',
  'page.delay.title': 'Jetzt gibt es eine Wartezeit',
  'page.delay.until': 'Weiter geht es zu dieser Zeit: {when, date, moment} UTC.',
  'page.others.next': 'Danach:',
  'page.others.body': 'Sie können diese Seite schließen und in diesem Browser zu ihr zurückkommen.',
  'page.collect.title': 'Ihr neues Passwort ist bereit',
  'page.collect.body':
    'Wir zeigen es Ihnen einmal. Achten Sie darauf, dass niemand sonst Ihren Bildschirm sieht, und halten Sie einen sicheren Ort dafür bereit, zum Beispiel Ihren Passwort-Manager.',
  'page.collect.submit': 'Mein neues Passwort zeigen',
  'page.collected.title': '{credential, select, password {Ihr neues Passwort} other {Was neu ist}}',
  'page.collected.body':
    'Übernehmen Sie es jetzt an einen sicheren Ort. Wenn Sie diese Seite verlassen, kann es nicht noch einmal gezeigt werden.',
  'page.collected.kept': 'Ich habe es übernommen',
  'page.completed.title':
    '{credential, select, password {Ihr Passwort wurde geändert} other {Ihre Anmeldung wurde geändert}}',
  'page.completed.body':
    '{credential, select, password {Sie können sich jetzt mit Ihrem neuen Passwort anmelden. Das alte gilt nicht mehr.} other {Sie können sich jetzt auf die neue Weise anmelden.}}\n\nAuf Ihren anderen Geräten müssen Sie sich vielleicht neu anmelden. Über die Änderung haben wir Ihnen eine E-Mail geschickt.\n\nSie können diese Seite schließen.',

  'page.ended.refused.title': 'Wir konnten nicht bestätigen, dass Sie es sind',
  'page.ended.refused.body':
    'Es wurde nichts geändert. Wenn Sie sich weiterhin nicht anmelden können, beginnen Sie von vorn oder fragen Sie Ihren Helpdesk oder Ihre Administration.',
  'page.ended.expired.title': 'Die Zeit für dieses Zurücksetzen ist abgelaufen',
  'page.ended.expired.body': 'Es wurde nichts geändert. Sie können jederzeit neu beginnen.',
  'page.ended.cancelled.title': 'Dieses Zurücksetzen wurde abgebrochen',
  'page.ended.cancelled.body':
    '{reason, select, subject {Sie haben es abgebrochen.} requester {Wer es begonnen hat, hat es abgebrochen.} staff {Ihr Helpdesk oder Ihre Administration hat es abgebrochen.} operator {Ihre Administration hat es angehalten.} other {Es wurde angehalten.}} Es wurde nichts geändert.',
  'page.ended.vetoed.title': 'Dieses Zurücksetzen wurde angehalten',
  'page.ended.vetoed.body':
    'Es wurde von einer Ihrer E-Mail-Adressen aus angehalten. Es wurde nichts geändert. Wenn nicht Sie es waren, fragen Sie Ihren Helpdesk.',
  'page.ended.superseded.title': 'Ein anderes Zurücksetzen war schneller',
  'page.ended.superseded.body':
    'Ein anderes Zurücksetzen hat Ihr Passwort geändert, dieses hier deshalb nicht. Melden Sie sich mit dem Passwort des anderen an. Wenn Sie kein anderes begonnen haben, fragen Sie jetzt Ihren Helpdesk.',
  'page.ended.undelivered.title': 'Das neue Passwort wurde nicht rechtzeitig abgeholt',
  'page.ended.undelivered.body':
    'Es wurde vernichtet, und Ihr altes Passwort gilt nicht mehr. Beginnen Sie von vorn, um ein anderes zu bekommen.',
  'page.ended.failed.title': 'Ihr Passwort konnte nicht überall gesetzt werden',
  'page.ended.failed.body':
    'Bei uns ist etwas schiefgegangen. Vielleicht gilt Ihr altes Passwort nicht mehr. Versuchen Sie, neu zu beginnen. Wenn das nicht hilft, fragen Sie Ihren Helpdesk oder Ihre Administration.',

  'page.link.prove.title': 'Hier mit dem Zurücksetzen fortfahren?',
  'page.link.prove.body':
    'Sie haben den Link aus unserer E-Mail geöffnet. Drücken Sie auf den Knopf, um in diesem Browser, auf diesem Gerät fortzufahren.\n\nTun Sie das nur, wenn Sie das Zurücksetzen selbst angefordert haben. Wenn nicht, schließen Sie diese Seite: Es ändert sich nichts.',
  'page.link.prove.submit': 'Ja, hier fortfahren',
  'page.link.invite.title': 'Für Sie wurde ein Zurücksetzen begonnen',
  'page.link.invite.body':
    'Drücken Sie auf den Knopf, um in diesem Browser mitzuwirken. Sie werden gebeten zu zeigen, dass Sie es sind, und nur Sie werden das Ergebnis sehen.\n\nWenn Sie das nicht erwarten, schließen Sie diese Seite und fragen Sie Ihren Helpdesk: Es ändert sich nichts.',
  'page.link.invite.submit': 'Mitwirken',
  'page.link.pick-up.title': 'Für Sie liegt etwas bereit',
  'page.link.pick-up.body':
    'Drücken Sie auf den Knopf, um in diesem Browser zu Ihrem neuen Passwort zu kommen. Es wird einmal gezeigt: Halten Sie einen sicheren Ort dafür bereit, zum Beispiel Ihren Passwort-Manager.',
  'page.link.pick-up.submit': 'Weiter',
  'page.link.veto.title': 'Waren Sie das nicht?',
  'page.link.veto.body': paragraphs(
    'Wenn Sie dieses Zurücksetzen nicht angefordert haben, drücken Sie den Knopf. Läuft es noch, endet es sofort. Ist es vorbei, wird abgemeldet, wer sich mit dem neuen Passwort angemeldet hat. Die Verantwortlichen werden benachrichtigt.',
    'Wenn Sie es waren, schließen Sie diese Seite einfach: Es hat sich nichts geändert.',
  ),
  'page.link.veto.submit': 'Das war ich nicht',
  'page.vetoed.title': 'Danke, es wird angehalten',
  'page.vetoed.body': paragraphs(
    'Wir haben festgehalten, dass Sie das nicht waren. 24 Stunden lang kann niemand Ihre Anmeldung allein mit Ihrem Namen zurücksetzen; Ihr Helpdesk kann Ihnen weiter helfen.',
    'Bitte rufen Sie jetzt Ihren Helpdesk an. Wurde Ihr Passwort geändert, bekommen Sie dort ein neues. Ändern Sie auch das Passwort Ihres Postfachs: Vielleicht liest jemand mit.',
  ),
  'page.link.gone.title': 'Dieser Link gilt nicht mehr',
  'page.link.gone.body':
    'Ein Link gilt einmal und nur für eine Weile. Wenn es eine neuere E-Mail von uns gibt, nehmen Sie den Link aus dieser. Sonst beginnen Sie von vorn.',

  'page.problem.repeat':
    'Wir können noch nicht sagen, ob das gelungen ist. Bitte versuchen Sie es noch einmal: Es wird nicht doppelt ausgeführt.',
  'page.problem.unfit': 'Was Sie geschickt haben, passt nicht. Prüfen Sie es und versuchen Sie es noch einmal.',
  'page.problem.elsewhere.title': 'Sie haben anderswo fortgefahren',
  'page.problem.elsewhere.body':
    'Der Link aus unserer E-Mail wurde geöffnet, und das Zurücksetzen geht dort weiter. Sie können diese Seite schließen.\n\nWenn nicht Sie ihn geöffnet haben, melden Sie sich jetzt bei Ihrem Helpdesk oder Ihrer Administration.',
  'page.problem.lost.title': 'Hier ist kein Zurücksetzen',
  'page.problem.lost.body':
    'Das Zurücksetzen, das in diesem Browser begonnen wurde, ist zu lange her oder gehört zu einem anderen Browser. Mit Ihrem Konto ist alles in Ordnung. Sie können neu beginnen.',
  'page.problem.ended.title': 'Dieses Zurücksetzen ist vorbei',
  'page.problem.ended.body':
    'Es hat inzwischen geendet. Versuchen Sie, sich anzumelden. Wenn das nicht gelingt, beginnen Sie von vorn.',
  'page.problem.collected.title': 'Ihr neues Passwort wurde schon gezeigt',
  'page.problem.collected.body':
    'Es wird nur einmal gezeigt, damit es sicher bleibt. Wenn Sie es nicht übernommen haben, beginnen Sie von vorn.',
  'page.problem.too-many.title': 'Bitte warten Sie einen Moment',
  'page.problem.too-many.body':
    'Aus Ihrem Netz kamen zu viele Versuche. Warten Sie {seconds, plural, one {# Sekunde} other {# Sekunden}}, gehen Sie dann zurück und versuchen Sie es noch einmal. Ihr Zurücksetzen ist nicht verloren.',
  'page.problem.unknown.title': 'Das geht im Moment nicht',
  'page.problem.unknown.body':
    'Der Fehler liegt bei uns, und nichts von Ihnen ist verloren. Bitte versuchen Sie es in einer Minute noch einmal.',
  'page.problem.foreign.title': 'Das kam nicht von unserer Seite',
  'page.problem.foreign.body':
    'Zu Ihrem Schutz nehmen wir nur an, was von einer unserer Seiten kommt. Gehen Sie auf unsere Seite und versuchen Sie es dort noch einmal. Wenn das wieder erscheint, nehmen Sie einen anderen Browser.',
  'page.problem.nothing.title': 'Hier ist nichts',
  'page.problem.nothing.body': 'Prüfen Sie die Adresse. Wenn Sie Ihr Passwort zurücksetzen möchten, beginnen Sie hier.',
  'page.problem.unforeseen.title': 'Etwas ist schiefgegangen',
  'page.problem.unforeseen.body':
    'Der Fehler liegt bei uns. Bitte versuchen Sie es noch einmal. Wenn es so bleibt, nennen Sie Ihrem Helpdesk diese Nummer: {requestId}',

  ...staff,
} as const satisfies Record<TextId, string>;
