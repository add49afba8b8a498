/** `rekey users import`: fills the directory from a file with one JSON object a line, as identity systems export it. Passwords are not imported: a reset sets the first one. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { NewUser } from '../../adapters/user.js';
import { causeOf, exitCodes, Failure } from '../failure.js';
import { counted } from '../output.js';
import type { Tool } from '../tool.js';

const name = z.string().min(1).max(256);
/** A line of the file. */
const user = z.strictObject({
  personId: name,
  userName: name,
  displayName: name,
  groups: z.array(name).max(200).default([]),
  state: z.enum(['active', 'disabled']).default('active'),
  locale: z.enum(['en', 'de']).default('en'),
  addresses: z
    .array(
      z.strictObject({ kind: z.literal('email').default('email'), value: z.email().max(256), verified: z.boolean() }),
    )
    .max(20)
    .default([]),
});

const lineFormat =
  '{"personId": "hr-1001", "userName": "alice", "displayName": "Alice Adams", "groups": [], "addresses": [{"value": "alice@example.org", "verified": true}]}';

export function addUsers(program: Command, { withStore, output: { print, complain } }: Tool): void {
  const users = program.command('users').description("Rekey's own directory of users");
  users
    .command('import')
    .description('create or update the users in a file of JSON lines; nothing is changed where a line has a mistake')
    .argument('<file>', 'one JSON object a line, people told apart by personId')
    .addHelpText(
      'after',
      `\nA line:\n  ${lineFormat}\n\nPasswords are neither read nor changed: a reset sets the first one.`,
    )
    .action(async (file: string) => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        throw new Failure(`${file} can't be read: ${causeOf(error)}`);
      });
      const { found, mistakes } = usersIn(file, text);
      for (const mistake of mistakes) complain(mistake);
      if (mistakes.length > 0)
        throw new Failure(`${counted(mistakes.length, 'mistake')}: nothing was imported`, exitCodes.wrong);
      await withStore(async ({ userAdmin }) => {
        for (const one of found) await userAdmin.upsertUser(one);
      });
      print(`${counted(found.length, 'user')} imported`);
    });
}

function usersIn(file: string, text: string): { found: NewUser[]; mistakes: string[] } {
  const found: NewUser[] = [];
  const mistakes: string[] = [];
  const seen = new Map<string, number>();
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const at = `${file}:${i + 1}`;
    const read = user.safeParse(parsed(line));
    if (!read.success) {
      mistakes.push(
        ...read.error.issues.map((issue) => `${at} ${issue.path.join('.') || 'the line'}: ${issue.message}`),
      );
      continue;
    }
    const before = seen.get(read.data.personId);
    if (before !== undefined) mistakes.push(`${at} personId: stands in line ${before}, too`);
    seen.set(read.data.personId, i + 1);
    found.push(read.data);
  }
  if (found.length === 0 && mistakes.length === 0) mistakes.push(`${file}: no users in this file`);
  return { found, mistakes };
}

/** undefined, which no schema takes, where the line is not JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
