/** The command line as a whole: its commands, its help, and how a run ends. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAudit } from './commands/audit.js';
import { addKeys } from './commands/keys.js';
import { addMethods } from './commands/methods.js';
import { addUsers } from './commands/users.js';
import { addParts } from './commands/parts.js';
import { exitCodes, Failure } from './failure.js';
import { helpOnEnvironment } from './settings.js';
import type { Tool } from './tool.js';

const packageFile = new URL('../package.json', import.meta.url);

/** Runs one command line, without the program's own name, and answers with the exit code. */
export async function run(args: readonly string[], tool: Tool): Promise<number> {
  try {
    await programOf(tool).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has told it already; help and version are no faults.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    if (!(error instanceof Failure)) throw error;
    tool.output.complain(`rekey: ${error.message}`);
    return error.exitCode;
  }
}

function programOf(tool: Tool): Command {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const { print, complain } = tool.output;
  const program = new Command('rekey')
    .description('Looks after a Rekey installation: its reset methods, users, keys and audit trail.')
    .version(version)
    // Subcommands inherit the next two, so they are set before any is added.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => complain(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, 'rekey: ').replace(/\n\(/, ' (')),
    })
    .addHelpText('after', helpOnEnvironment);
  for (const add of [addMethods, addParts, addUsers, addAudit, addKeys]) add(program, tool);
  return program;
}
