// Runs the tools that make components (go, mvn, java) to their end.
import { spawn } from 'node:child_process';
import { type Env, which } from './component.js';

/** How to run a tool. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env: Env;
  /** What someone should do who does not have the tool. */
  readonly ifMissing: string;
  readonly timeoutMs?: number;
}

const keptCharacters = 64_000;
const shownCharacters = 2_000;

/** Runs a tool and answers what it wrote; throws with the end of its output when it is missing or fails. */
export async function command(tool: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const program = await which(tool, options.env);
  if (!program) throw new Error(`"${tool}" is not on the PATH. ${options.ifMissing}`);
  return new Promise((done, fail) => {
    // Stays in our process group, so that Ctrl-C ends it together with us.
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 20 * 60_000,
      killSignal: 'SIGKILL',
    });
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptCharacters);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', fail);
    child.once('close', (code, signal) => {
      process.off('exit', end);
      if (code === 0) done(output);
      else
        fail(
          new Error(
            `"${tool} ${args[0] ?? ''}" ended with ${signal ?? code}: ${output.trim().slice(-shownCharacters)}`,
          ),
        );
    });
  });
}
