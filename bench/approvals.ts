/** Resets that wait for an approval, a thousand of them, begun by the helpdesk; and what it takes to decide one. */
import { keysDir, keysFrom } from '../adapters/keys/index.js';
import { matchNumber } from '../domain/match.js';
import type { NewUser } from '../adapters/user.js';
import { login } from '../dev/oidc-login.js';
import { clock, openStore } from '../dev/store.js';
import { until } from '../dev/until.js';
import { load } from './load.js';
import { post } from './reset.js';

/** Waits for a manager from the first moment on, without anybody's proof. */
const methodId = 'helpdesk-lost-mailbox';
const stepId = 'approval';
const password = 'a password of somebody who decides';
const managers = Array.from({ length: 20 }, (_, i) => `bench-manager-${i}`);
const agent = 'bench-agent';
const subjectOf = (n: number): string => `bench-waiting-${n}`;
const managerOf = (n: number): string => managers[n % managers.length]!;

/** The subjects of `count` resets, who have forgotten everything and need no password, their managers, and an agent. */
export async function seedApprovals(env: Record<string, string>, count: number): Promise<void> {
  const store = await openStore(env);
  const user = (userName: string, more: Partial<NewUser> = {}): Promise<string> =>
    store.userAdmin.upsertUser({
      ...{ personId: userName, userName, displayName: userName, groups: [], ...more },
      addresses: [{ kind: 'email', value: `${userName}@example.org`, verified: true }],
    });
  try {
    for (const name of [...managers, agent]) {
      const id = await user(name, name === agent ? { groups: ['rekey-helpdesk'] } : {});
      await store.userAdmin.setInitialPassword(id, 'password', password);
    }
    for (let n = 0; n < count; n++) await user(subjectOf(n), { manager: managerOf(n) });
  } finally {
    await store.close();
  }
}

async function tokenOf(env: Record<string, string>, userName: string): Promise<string> {
  const signedIn = await login({ issuer: env['REKEY_OIDC_ISSUER']!, userName, password });
  if (!signedIn.ok) throw new Error(`${userName} can't sign in: ${signedIn.reason}`);
  return signedIn.accessToken;
}

/** Opens them, `clients` at a time; answers with their ids, and each request's milliseconds. */
export async function openApprovals(
  env: Record<string, string>,
  count: number,
  clients: number,
): Promise<{ ids: string[]; ms: number[] }> {
  const headers = { authorization: `Bearer ${await tokenOf(env, agent)}` };
  const ids: string[] = [];
  const { ms } = await load(
    Array.from({ length: count }, (_, n) => n),
    clients,
    async (n) => {
      const body = { user: subjectOf(n), resetMethodId: methodId, ticket: `BENCH-${n}` };
      const { context } = await post<{ context: { id: string } }>(
        `${env['REKEY_PUBLIC_URL']}/v1/resets`,
        body,
        headers,
      );
      ids[n] = context.id;
    },
  );
  return { ids, ms };
}

/** Waits until all of them do nothing but wait: they were opened, and their managers asked. */
export async function untilAsked(env: Record<string, string>, ids: readonly string[]): Promise<void> {
  const store = await openStore(env);
  const isAsked = async (id: string): Promise<boolean> =>
    (await store.resets.get(id))?.steps[stepId]?.state === 'challenged';
  try {
    for (const id of ids) await until(`The question of ${id}`, () => isAsked(id), askedWithin);
  } finally {
    await store.close();
  }
}
const askedWithin = 600_000;

/**
 * Has the managers approve the first `count` of them, `clients` at a time; answers with each decision's milliseconds, to its answer, and how many
 * were answered before they were judged.
 */
export async function decideApprovals(
  env: Record<string, string>,
  ids: readonly string[],
  count: number,
  clients: number,
): Promise<{ ms: number[]; later: number }> {
  const { keyed } = keysFrom(keysDir(env), { create: false, clock });
  const tokens = new Map(await Promise.all(managers.map(async (name) => [name, await tokenOf(env, name)] as const)));
  let later = 0;
  const { ms } = await load(
    ids.slice(0, count).map((id, n) => ({ id, n })),
    clients,
    async ({ id, n }) => {
      // As the subject would read it out: everybody here was asked first, and has the letter A.
      const number = matchNumber(keyed, { resetId: id, stepId, label: 'A' }, 4);
      const at = `${env['REKEY_PUBLIC_URL']}/v1/resets/${id}/steps/${stepId}/decision`;
      const said = { decision: 'approve', answer: { reached: 'called-them', number } };
      const { outcome } = await post<{ outcome: string }>(at, said, {
        authorization: `Bearer ${tokens.get(managerOf(n))}`,
      });
      if (outcome !== 'counted') later++;
    },
  );
  await untilApproved(env, ids.slice(0, count));
  return { ms, later };
}

/** Waits until each of them was judged; throws where one does not count. */
async function untilApproved(env: Record<string, string>, ids: readonly string[]): Promise<void> {
  const store = await openStore(env);
  const tallyOf = async (id: string) => (await store.decisions.judged(id, stepId))[0]?.tally;
  try {
    for (const id of ids) {
      const tally = await until(`The judgement of ${id}`, () => tallyOf(id), askedWithin);
      if (!tally.passed) throw new Error(`a decision was refused: ${tally.refused}`);
    }
  } finally {
    await store.close();
  }
}
