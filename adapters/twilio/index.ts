/**
 * Text messages through Twilio, by its own SDK. Twilio knows no keys for repeats: after an attempt whose outcome is unknown the same text may
 * arrive twice. What Twilio took may still not reach the phone; nothing here waits for that.
 */
import twilio from 'twilio';
import { isPhoneNumber } from '../../domain/names.js';
import type { Sms } from '../mail-rules.js';
import { BoundedClient } from './client.js';

export interface TwilioSettings {
  /** `AC…` */
  accountSid: string;
  /** The account's own token, or a key (`SK…`) that was made for this and can be taken away. */
  login: { authToken: string } | { apiKey: string; apiSecret: string };
  sender: { from: string } | { messagingServiceSid: string };
}
/** What Twilio said against an attempt: its error code (https://www.twilio.com/docs/api/errors) or a network's, and the HTTP status where there was an answer. */
export interface Fault {
  code: string | number;
  status: number | undefined;
}

/** Twilio did not take a text message, or was not to be reached. */
export class TextNotSent extends Error implements Fault {
  override readonly name = 'TextNotSent';
  readonly code: string | number;
  readonly status: number | undefined;
  /** The same text message would be refused again. */
  readonly lasting: boolean;
  constructor({ code, status }: Fault, lasting: boolean) {
    super(`Twilio did not take the text message (${[code, status].filter((fact) => fact !== undefined).join(', ')})`);
    this.code = code;
    this.status = status;
    this.lasting = lasting;
  }
}

/** About this phone, for good: no such number (21211), not a mobile one (21614), asked to get no more (21610). */
const lasting: ReadonlySet<string | number> = new Set([21211, 21610, 21614]);
const tooMany = { code: 20429, status: 429 };

/**
 * `onRefused` is told of what only the operator can mend, such as credentials, the sender or an account without means. Those are tried again
 * like a Twilio that is busy, down or far: neither is the user's fault.
 */
export function twilioSms(
  { accountSid, login, sender }: TwilioSettings,
  { onRefused, httpClient = new BoundedClient() }: { onRefused: (fault: Fault) => void; httpClient?: BoundedClient },
): Sms {
  const [user, secret] = 'authToken' in login ? [accountSid, login.authToken] : [login.apiKey, login.apiSecret];
  // Said here, or the SDK would take them from variables of its own; at `debug` it prints requests.
  const client = twilio(user, secret, { accountSid, httpClient, logLevel: 'error', region: '', edge: '' });

  return {
    async send({ to, text }) {
      // Else `whatsapp:+49…` or a client's name would be taken for what they are.
      if (!isPhoneNumber(to)) throw new TextNotSent({ code: 'not-a-phone-number', status: undefined }, true);
      try {
        await client.messages.create({ to, body: text, ...sender });
      } catch (error) {
        const fault = faultOf(error);
        if (isForOperators(fault)) onRefused(fault);
        throw new TextNotSent(fault, lasting.has(fault.code));
      }
    },
  };
}

/** The SDK's errors hold the number and quote Twilio, which quotes it: nothing but codes is taken from them. */
function faultOf(error: unknown): Fault {
  const { code, status } = error as { code?: unknown; status?: unknown };
  const isCode = typeof code === 'number' || (typeof code === 'string' && /^[A-Z_]+$/.test(code));
  return { code: isCode ? code : 'UNKNOWN', status: typeof status === 'number' ? status : undefined };
}

const isForOperators = ({ code, status = 0 }: Fault): boolean =>
  status >= 300 && status < 500 && status !== tooMany.status && code !== tooMany.code && !lasting.has(code);
