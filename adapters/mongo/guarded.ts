/** The one way in which this house guards a write: a condition and its update in one operation on one document. */
import mongoose, { type mongo } from 'mongoose';

const duplicateKey = 11_000;
export const isDuplicate = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoServerError && error.code === duplicateKey;

/**
 * Updates the document where the filter fits it, or inserts it where there is none; false where there is one that does not fit. `filter`
 * names the `_id`. Two that insert at once: the loser finds the document there and is judged by the filter.
 */
export async function writeGuarded<T extends mongo.Document>(
  collection: mongo.Collection<T>,
  filter: mongo.Filter<T>,
  update: mongo.UpdateFilter<T>,
): Promise<boolean> {
  try {
    await collection.updateOne(filter, update, { upsert: true });
    return true;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  const { matchedCount } = await collection.updateOne(filter, update);
  return matchedCount === 1;
}
