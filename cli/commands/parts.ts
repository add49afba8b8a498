/** `rekey parts`: what methods can be made of. */
import type { Command } from 'commander';
import type { AnyPart } from '../../activities/part.js';
import { table } from '../output.js';
import type { Tool } from '../tool.js';

export function addParts(program: Command, { registry, output: { print } }: Tool): void {
  program
    .command('parts')
    .description('list every part that a method can use')
    .option('--json', 'as JSON: [{ role, kind, shape }]')
    .action(({ json }: { json?: true }) => {
      const parts = registry.map(({ role, kind, shape }) => ({ role, kind, shape }));
      if (json) print(JSON.stringify(parts, null, 2));
      else for (const line of table(['role', 'kind', 'shape', 'factor'], registry.map(rowOf))) print(line);
    });
}

const rowOf = ({ role, kind, shape, factor }: AnyPart): string[] => [role, kind, shape, factor ?? ''];
