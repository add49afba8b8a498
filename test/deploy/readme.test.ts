/** The README's tables are held to the code: variables, ports, demo users, parts. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { registry } from '../../activities/registry.js';
import { demoPassword, demoUsers } from '../../dev/seed.js';
import { readSettings } from '../../dev/settings.js';
import { root, textOf } from './compose.js';

const readme = textOf('README.md');
/** Names of variables that are ours, or shared with other programs. */
const variable =
  /\b(?:REKEY_[A-Z_]+|TWILIO_[A-Z_]+|TEMPORAL_(?:ADDRESS|NAMESPACE)|MONGODB_URI|SMTP_URL|CHROME_PATH|XDG_CACHE_HOME)\b/g;
const variablesOf = (text: string): string[] => [...new Set(text.match(variable))].sort();

function source(folder: string): string {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.(tsx?|mjs)$/.test(file))
    .map((file) => textOf(`${folder}/${file}`))
    .join('\n');
}

describe('README.md', () => {
  it('lists every variable that the code reads, and no other', () => {
    const code = ['activities', 'adapters', 'api', 'cli', 'dev', 'worker'].map(source).join('\n');
    const listed = readme.split('\n').filter((line) => line.startsWith('| '));
    expect(variablesOf(listed.join('\n'))).toEqual(variablesOf(code));
  });

  it.each(Object.entries(readSettings({}).ports))('says where %s is', (_, port) => {
    expect(readme).toMatch(new RegExp(`:${port}\\b`));
  });

  it('names the demo users and their password', () => {
    for (const { userName } of demoUsers) expect(readme).toContain(`\`${userName}\``);
    expect(readme).toContain(demoPassword);
  });

  it.each(registry.map(({ kind, config }) => [kind, Object.keys(config.parse({}) as object)] as const))(
    'lists the part %s with its settings',
    (kind, settings) => {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${kind}\``)) ?? '';
      for (const setting of settings) expect(row).toContain(`\`${setting}: `);
    },
  );
});
