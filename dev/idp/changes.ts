// Passwords that were right and have to be changed before their login is complete: whose they are, and the change itself.
import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { userEntry } from '../../activities/sources/user-entry.js';
import type { Ms } from '../../domain/plan.js';
import { checkPolicy } from '../../domain/policy.js';
import type { Subject } from '../../domain/ports.js';
import type { Reason } from '../../domain/shapes.js';
import { isTextId, text } from '../../texts/index.js';
import type { Accounts } from './provider.js';

/** What was typed into the form. */
export interface Typed {
  readonly newPassword: string;
  readonly again: string;
}
/** `problems`: why the new password will not do, in words. `start-again`: there is nothing to change here, or no longer. */
export type Changed = { readonly accountId: string } | { readonly problems: readonly string[] } | 'start-again';

/** The changes that logins wait for, each by its interaction. They live in this process, as its sessions do. */
export interface Changes {
  /** The password of this user was right, and has to be changed. */
  begin(interaction: string, subjectId: string, current: string): void;
  isOwed(interaction: string): boolean;
  /** Changes the password where the new one will do. */
  choose(interaction: string, typed: Typed): Promise<Changed>;
}

interface Owed {
  /** Names the change: the form sent twice changes once. */
  readonly key: string;
  readonly subjectId: string;
  readonly current: string;
}
/** For so long a password that was typed is remembered, by the system's time as all that the provider keeps. */
const lasts: Ms = 10 * 60_000;

export function changesOf({ directory, credentials }: Accounts): Changes {
  const owed = new LRUCache<string, Owed>({ max: 1000, ttl: lasts, ttlAutopurge: true });

  /** As where a reset lets the user type the new password. */
  async function judge(subject: Subject, value: string, { history, ...policy }: Policy): Promise<Reason[]> {
    const names = [subject.userName, subject.displayName, ...subject.addresses.map((a) => a.value)];
    const reasons = checkPolicy(value, policy, { names });
    const isUsed = reasons.length === 0 && (await credentials.wasUsed(subject.id, 'password', value, history));
    return isUsed ? [{ id: 'used-before' }] : reasons;
  }

  return {
    begin(interaction, subjectId, current) {
      owed.set(interaction, { key: `login/${randomUUID()}`, subjectId, current });
    },

    isOwed: (interaction) => owed.has(interaction),

    async choose(interaction, { newPassword, again }) {
      const change = owed.get(interaction);
      const subject = change ? await directory.get(change.subjectId) : null;
      if (!change || subject?.state !== 'active') return 'start-again';
      if (newPassword !== again) return { problems: ['The two are not the same. Type the new password twice.'] };
      const policy = userEntry.config.parse({});
      const reasons = await judge(subject, newPassword, policy);
      if (reasons.length > 0) return { problems: reasons.map(inWords) };
      const { key, subjectId, current } = change;
      const { history } = policy;
      const item = { subjectId, credentialId: 'password', key, current, value: newPassword, history };
      const isChanged = (await credentials.change(item)) === 'changed';
      owed.delete(interaction);
      return isChanged ? { accountId: subjectId } : 'start-again';
    },
  };
}

type Policy = ReturnType<typeof userEntry.config.parse>;

function inWords({ id, values }: Reason): string {
  const problem = `problem.${id}`;
  return isTextId(problem) ? text('en', problem, values) : 'This password will not do.';
}
