/** `rekey keys init`: the key rings of a new installation. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { causeOf, Failure } from '../failure.js';
import { clock } from '../store.js';
import type { Tool } from '../tool.js';

export function addKeys(program: Command, { settings: { keysDir }, output: { print } }: Tool): void {
  const keys = program.command('keys').description('the key rings');
  keys
    .command('init')
    .description('make the key rings of a new installation in REKEY_KEYS_DIR; never touches rings that are there')
    .action(async () => {
      const { createRings, ringNames } = await import('../../adapters/keys/rings.js');
      const there = ringNames.filter((name) => existsSync(join(keysDir, `${name}.json`)));
      if (there.length > 0)
        throw new Failure(`${keysDir} has key rings already (${there.join(', ')}): nothing was changed`);
      try {
        mkdirSync(keysDir, { recursive: true, mode: 0o700 });
        createRings(keysDir, clock);
      } catch (error) {
        throw new Failure(`the key rings can't be made in ${keysDir}: ${causeOf(error)}`);
      }
      print(`Made ${ringNames.map((name) => `${name}.json`).join(', ')} in ${keysDir}.`);
      print('Give API, worker and codec server this folder as REKEY_KEYS_DIR, and keep a copy apart from the');
      print('backups of MongoDB: without it nothing sealed can be read again.');
    });
}
