/** MongoDB and the key rings, for the commands that need them. Loaded only then: the others start at once. */
import type { Mailing } from '../adapters/mail-rules.js';
import type { Mongo } from '../adapters/mongo/index.js';
import type { Clock } from '../domain/ports.js';
import { Failure } from './failure.js';
import type { Settings } from './settings.js';

export const clock: Clock = { now: () => Date.now() };

/** Sent by workers, never from here. */
const noMail: Mailing = {
  render: () => {
    throw new Error('the command sends no mail');
  },
  transport: { send: () => Promise.reject(new Error('the command sends no mail')) },
};

export type Store = Pick<Mongo, 'plans' | 'audit' | 'userAdmin'>;
/** Runs one piece of work on an open store. */
export type WithStore = <T>(work: (store: Store) => Promise<T>) => Promise<T>;

/** Opens the store for one piece of work and closes it. A missing key or a dead database is a `Failure`. */
export const storeAt =
  (settings: Settings): WithStore =>
  (work) =>
    useStore(settings, work);

async function useStore<T>(settings: Settings, work: (store: Store) => Promise<T>): Promise<T> {
  const [{ keysFrom }, { connectMongo }] = await Promise.all([
    import('../adapters/keys/index.js'),
    import('../adapters/mongo/index.js'),
  ]);
  try {
    const keys = keysFrom(settings.keysDir, { create: false, clock });
    const mongo = await connectMongo(settings.mongoUri, { ...keys, ...settings, clock, mailing: noMail });
    try {
      return await work(mongo);
    } finally {
      await mongo.close();
    }
  } catch (error) {
    throw expected(error, settings) ?? error;
  }
}

function expected(error: unknown, { mongoUri }: Settings): Failure | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'RingError') return new Failure(error.message);
  if (error.name === 'MongoParseError')
    return new Failure(`MONGODB_URI is not the address of a MongoDB: ${error.message}`);
  if (/^Mongo(ose)?(\w*Network|\w*ServerSelection|NotConnected)\w*Error$/.test(error.name))
    return new Failure(`MongoDB does not answer at ${hostsIn(mongoUri)}: is it running, and is MONGODB_URI right?`);
  if (error.name === 'MongoServerError') return new Failure(`MongoDB at ${hostsIn(mongoUri)} says: ${error.message}`);
  return undefined;
}

/** Without the user and the password that may stand before them. */
const hostsIn = (uri: string): string => /^[a-z+]+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(uri)?.[1] ?? 'the given address';
