/**
 * Text messages for the development stack: each becomes a mail to `<digits>@sms.invalid`, for the mail catcher to show. It reaches no phone:
 * there is no such domain and never will be (RFC 6761 §6.4).
 */
import type { Sms, Transport } from '../mail-rules.js';

/** Where the texts to a phone are found. */
export const mailboxOf = (phone: string): string => `${phone.replace(/\D/g, '')}@sms.invalid`;

export const smsByMail = (transport: Transport): Sms => ({
  send: ({ to, text, key }) =>
    transport.send({ to: mailboxOf(to), subject: 'SMS', text: `${text}\n`, html: '', messageId: key }),
});
