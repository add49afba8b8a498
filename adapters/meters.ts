/** Counters of what costs most, for Prometheus and for the benchmark's budget. No label holds anything of a person. */
import { Counter, type Registry } from 'prom-client';

export interface Meters {
  /** A MongoDB command was sent. */
  onCommand: (name: string) => void;
  /** A password was hashed, or checked against a hash. */
  onHash: () => void;
  /** A mail server took a mail. */
  onMail: () => void;
  /** A text message was taken by whoever carries it. */
  onText: () => void;
}

export function metersOn(registry: Registry): Meters {
  const registers = [registry];
  const mongo = new Counter({
    name: 'rekey_mongodb_commands_total',
    help: 'Commands sent to MongoDB',
    labelNames: ['command'],
    registers,
  });
  const hashes = new Counter({ name: 'rekey_password_hashes_total', help: 'argon2id computations', registers });
  const mails = new Counter({ name: 'rekey_mails_sent_total', help: 'Mails that a mail server took', registers });
  const texts = new Counter({ name: 'rekey_texts_sent_total', help: 'Text messages that were taken', registers });
  return {
    onCommand: (command) => mongo.inc({ command }),
    onHash: () => hashes.inc(),
    onMail: () => mails.inc(),
    onText: () => texts.inc(),
  };
}
