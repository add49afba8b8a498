/** `rekey`: the operator's command. Says what it does in --help, what is wrong on stderr, and how it ended by its exit code. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { registry } from '../activities/registry.js';
import { addAudit } from './commands/audit.js';
import { addKeys } from './commands/keys.js';
import { addMethods } from './commands/methods.js';
import { addParts } from './commands/parts.js';
import { exitCodes, Failure } from './failure.js';
import type { Output } from './output.js';
import { environmentHelp, settingsFrom } from './settings.js';

const output: Output = { print: (line) => console.log(line), complain: (line) => console.error(line) };
const packageFile = new URL('../package.json', import.meta.url);

function programOf(): Command {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const program = new Command('rekey');
  // Subcommands inherit these: they must be set before the commands are added.
  program
    .description('Looks after a Rekey installation: its reset methods, keys and audit trail.')
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'rekey: ')) })
    .showSuggestionAfterError()
    .helpCommand(false)
    .addHelpText('after', environmentHelp);
  const settings = settingsFrom(process.env);
  addMethods(program, registry, settings, output);
  addParts(program, registry, output);
  addAudit(program, settings, output);
  addKeys(program, settings, output);
  return program;
}

async function run(): Promise<number> {
  try {
    await programOf().parseAsync();
    return 0;
  } catch (error) {
    // Commander has told it already; help and version are no faults.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    if (!(error instanceof Failure)) throw error;
    output.complain(`rekey: ${error.message}`);
    return error.exitCode;
  }
}

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await run();
