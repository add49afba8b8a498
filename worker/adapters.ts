/** The outside as a worker sees it: every port over its real adapter. */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataConverter } from '@temporalio/common';
import { keysFrom } from '../adapters/keys/index.js';
import { connectMongo } from '../adapters/mongo/index.js';
import type { Transport } from '../adapters/mail-rules.js';
import type { Meters } from '../adapters/meters.js';
import { render, type SmtpTransport } from '../adapters/smtp/index.js';
import type { Ms } from '../domain/plan.js';
import type { AllPorts, Clock } from '../domain/ports.js';
import { urlsOf } from '../domain/urls.js';
import type { Settings } from './settings.js';
import { textingBy } from './sms.js';
import { untilThere } from './until-there.js';

export interface Adapters {
  ports: AllPorts;
  dataConverter: DataConverter;
  close: () => Promise<void>;
}

/** Long beside the time for which sending keeps a processor busy, and still no wait for whoever looks for a code. */
const scatteredOver: Ms = 1_000;
const scatter = (): Promise<void> => sleep(randomInt(scatteredOver));

const clock: Clock = { now: () => Date.now() };

/** Waits for MongoDB. Throws `RingError` where a key ring is missing. */
export async function openAdapters(settings: Settings, transport: SmtpTransport, meters: Meters): Promise<Adapters> {
  const counted: Transport = { send: (mail) => transport.send(mail).then(meters.onMail) };
  const texting = await textingBy(settings.texts, transport, meters);
  const keys = keysFrom(settings.REKEY_KEYS_DIR, { create: false, clock });
  const mongo = await untilThere('MongoDB', () =>
    connectMongo(settings.MONGODB_URI, {
      ...keys,
      clock,
      mailing: { render, transport: counted, ...texting, scatter },
      ...meters,
      checkpoints: settings.REKEY_AUDIT_CHECKPOINTS,
      privilegedGroups: settings.REKEY_PRIVILEGED_GROUPS,
    }),
  );
  return {
    ports: { ...mongo, ...keys, clock, urls: urlsOf(settings.REKEY_PUBLIC_URL) },
    dataConverter: keys.dataConverter,
    async close() {
      transport.close();
      await mongo.close();
    },
  };
}
