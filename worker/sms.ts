/** How a worker's text messages go out, and what the operator is told of it: once at the start, and whenever Twilio wants something of them. */
import type { Texting, Transport } from '../adapters/mail-rules.js';
import type { Meters } from '../adapters/meters.js';
import { shortForms } from '../adapters/sms-text.js';
import { smsByMail } from '../adapters/smtp/sms.js';
import { log } from './log.js';
import type { Texts } from './sms-settings.js';

type Way<K extends Texts['by']> = (
  texts: Extract<Texts, { by: K }>,
  mail: Transport,
) => Promise<Texting['sms'] | undefined>;

const ways: { [K in Texts['by']]: Way<K> } = {
  async twilio({ twilio }) {
    // 30 MB that only those pay who use it.
    const { twilioSms } = await import('../adapters/twilio/index.js');
    return twilioSms(twilio, {
      onRefused: (fault) =>
        log.warn(
          { ...fault },
          'Twilio refuses text messages; they are tried again. What the code means: https://www.twilio.com/docs/api/errors',
        ),
    });
  },
  async mail(_texts, mail) {
    log.info('text messages reach no phone: they are mails to <digits>@sms.invalid');
    return smsByMail(mail);
  },
  async none() {
    log.warn('no text messages are sent: set TWILIO_ACCOUNT_SID and what goes with it, or users have no phones here');
    return undefined;
  },
};

/** What the outbox makes text messages with; nothing where none are sent. */
export async function textingBy(texts: Texts, mail: Transport, { onText }: Meters): Promise<{ texting?: Texting }> {
  const way = ways[texts.by] as Way<Texts['by']>;
  const sms = await way(texts, mail);
  return sms ? { texting: { forms: shortForms, sms: { send: (text) => sms.send(text).then(onText) } } } : {};
}
