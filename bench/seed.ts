/** The users of the benchmark: each has a password of the real cost, hashed once for all. */
import { openStore } from '../dev/store.js';

export async function seedUsers(env: Record<string, string>, names: readonly string[]): Promise<void> {
  const store = await openStore(env);
  try {
    for (const name of names) {
      const id = await store.userAdmin.upsertUser({
        personId: name,
        userName: name,
        displayName: name,
        groups: [],
        addresses: [{ kind: 'email', value: `${name}@example.org`, verified: true }],
      });
      await store.userAdmin.setInitialPassword(id, 'password', 'a password that is forgotten');
    }
  } finally {
    await store.close();
  }
}
