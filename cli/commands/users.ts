/** `rekey users import`: fills the directory from a file with one JSON object a line, as identity systems export it. Passwords are not imported: a reset sets the first one. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { phoneMisfit, selfNamed, type NewUser } from '../../adapters/user.js';
import { isPhoneNumber } from '../../domain/names.js';
import { causeOf, exitCodes, Failure } from '../failure.js';
import { counted } from '../output.js';
import type { Tool } from '../tool.js';

const name = z.string().min(1).max(256);
/** As ISO 8601 writes it, with its offset; read as milliseconds since the Unix epoch. */
const moment = z.iso
  .datetime({ offset: true, error: 'must be a moment such as 2026-12-31T18:00:00Z or 2026-12-31T18:00:00+01:00' })
  .transform((text) => Date.parse(text));
const misfits = {
  email: (value: string) => z.email().safeParse(value).error?.issues[0]?.message,
  phone: (value: string) => (isPhoneNumber(value) ? undefined : phoneMisfit),
};
const address = z
  .strictObject({
    kind: z.enum(['email', 'phone']).default('email'),
    value: z.string().max(256),
    verified: z.boolean(),
  })
  .superRefine(({ kind, value }, context) => {
    const message = misfits[kind](value);
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['value'], message });
  });
/** A line of the file. */
const user = z.strictObject({
  personId: name,
  userName: name,
  displayName: name,
  groups: z.array(name).max(200).default([]),
  state: z.enum(['active', 'disabled']).default('active'),
  locale: z.enum(['en', 'de']).default('en'),
  manager: name.exactOptional(),
  unit: name.exactOptional(),
  away: z.strictObject({ until: moment, delegate: name.exactOptional() }).exactOptional(),
  nominated: z.array(name).max(20).exactOptional(),
  addresses: z.array(address).max(20).default([]),
});
const soundUser = user.superRefine((line, context) => {
  for (const { path, message } of selfNamed(line)) context.addIssue({ code: 'custom', path, message });
});

const lineFormat =
  '{"personId": "hr-1001", "userName": "alice", "displayName": "Alice Adams", "groups": [], "addresses": [{"value": "alice@example.org", "verified": true}, {"kind": "phone", "value": "+4915550123456", "verified": true}]}';
const optionalFields =
  '"manager": "hr-2001", "unit": "sales", "away": {"until": "2026-12-31T18:00:00Z", "delegate": "hr-1002"}, "nominated": ["hr-1002", "hr-1003"]';

export function addUsers(program: Command, { withStore, output: { print, complain } }: Tool): void {
  const users = program.command('users').description("Rekey's own directory of users");
  users
    .command('import')
    .description('create or update the users in a file of JSON lines; nothing is changed where a line has a mistake')
    .argument('<file>', 'one JSON object a line, people told apart by personId')
    .addHelpText(
      'after',
      `\nA line:\n  ${lineFormat}\nIt may also hold, people named by their personId:\n  ${optionalFields}\nWhoever is imported without manager, unit or away has none from then on; whom a user nominated stays.\n\nPasswords are neither read nor changed: a reset sets the first one.`,
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
    const read = soundUser.safeParse(parsed(line));
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
