/** The settings of text messages: through Twilio where it is set up, into the mail catcher, or none. */
import { z } from 'zod';
import type { TwilioSettings } from '../adapters/twilio/index.js';
import { isPhoneNumber } from '../domain/names.js';

export type Texts = { by: 'twilio'; twilio: TwilioSettings } | { by: 'mail' } | { by: 'none' };

const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-f]{32}$`, 'i'), `must be ${prefix} and 32 hexadecimal digits`);
/** A short code, or the name that some countries let a sender have. */
const senderName = /^(\d{3,8}|(?=.*[a-z])[a-z\d &+_-]{1,11})$/i;

const twilioFields = {
  TWILIO_ACCOUNT_SID: sid('AC').optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_API_KEY: sid('SK').optional(),
  TWILIO_API_SECRET: z.string().optional(),
  TWILIO_FROM: z
    .string()
    .refine(
      (from) => isPhoneNumber(from) || senderName.test(from),
      'must be a phone number such as +4915550123456, a short code, or a sender name of 11 letters and digits at most',
    )
    .optional(),
  TWILIO_MESSAGING_SERVICE_SID: sid('MG').optional(),
};
export const smsFields = { ...twilioFields, REKEY_SMS: z.enum(['mail', 'none'], 'must be mail or none').optional() };

type Name = keyof typeof smsFields;
type Given = Readonly<Partial<Record<Name, string | undefined>>>;
const usesTwilio = (given: Given): boolean => Object.keys(twilioFields).some((name) => given[name as Name]);

/** What does not go together, a line each: the variable, and what is wrong with it. */
export function smsMistakes(given: Given): string[] {
  if (!usesTwilio(given)) return [];
  const has = (name: Name): boolean => Boolean(given[name]);
  const [token, key, secret] = [has('TWILIO_AUTH_TOKEN'), has('TWILIO_API_KEY'), has('TWILIO_API_SECRET')];
  const [from, service] = [has('TWILIO_FROM'), has('TWILIO_MESSAGING_SERVICE_SID')];
  const rules: [broken: boolean, Name, string][] = [
    [!has('TWILIO_ACCOUNT_SID'), 'TWILIO_ACCOUNT_SID', 'must be set where another TWILIO_ variable is'],
    [!token && !key && !secret, 'TWILIO_AUTH_TOKEN', 'must be set, or TWILIO_API_KEY and TWILIO_API_SECRET'],
    [token && (key || secret), 'TWILIO_AUTH_TOKEN', 'must not be set beside TWILIO_API_KEY and TWILIO_API_SECRET'],
    [secret && !key, 'TWILIO_API_KEY', 'must be set where TWILIO_API_SECRET is'],
    [key && !secret, 'TWILIO_API_SECRET', 'must be set where TWILIO_API_KEY is'],
    [!from && !service, 'TWILIO_FROM', 'must be set, or TWILIO_MESSAGING_SERVICE_SID'],
    [from && service, 'TWILIO_FROM', 'must not be set beside TWILIO_MESSAGING_SERVICE_SID'],
    [has('REKEY_SMS'), 'REKEY_SMS', 'must not be set where TWILIO_ variables say that Twilio sends'],
  ];
  return rules.filter(([broken]) => broken).map(([, name, message]) => `${name}: ${message}`);
}

/** A mail server on this machine is taken for a mail catcher unless `REKEY_SMS` says otherwise. */
export function textsFrom(given: Given & { SMTP_URL: string }): Texts {
  if (usesTwilio(given)) return { by: 'twilio', twilio: twilioFrom(given) };
  return { by: given.REKEY_SMS === 'mail' || (!given.REKEY_SMS && isLoopback(given.SMTP_URL)) ? 'mail' : 'none' };
}

/** After `smsMistakes` found none. */
function twilioFrom(given: Given): TwilioSettings {
  const is = (name: Name): string => given[name] ?? '';
  return {
    accountSid: is('TWILIO_ACCOUNT_SID'),
    login: given.TWILIO_AUTH_TOKEN
      ? { authToken: given.TWILIO_AUTH_TOKEN }
      : { apiKey: is('TWILIO_API_KEY'), apiSecret: is('TWILIO_API_SECRET') },
    sender: given.TWILIO_FROM
      ? { from: given.TWILIO_FROM }
      : { messagingServiceSid: is('TWILIO_MESSAGING_SERVICE_SID') },
  };
}

const isLoopback = (url: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(new URL(url).hostname);
