// `npm test`: prepares what the chosen tests need (the time-skipping server; for e2e tests one stack of their own), runs
// jest with the arguments given, and ends with the true totals as the last line.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, resolve } from '../../dev/components/component.js';
import { testServer } from '../../dev/components/test-server.js';
import { temporarySettings } from '../../dev/settings.js';
import { startStack } from '../../dev/stack.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const jest = [join(root, 'node_modules/jest/bin/jest.js')];
const withModules = { NODE_OPTIONS: [process.env.NODE_OPTIONS, '--experimental-vm-modules'].filter(Boolean).join(' ') };

/** Methods that let a day pass are played, too. */
const quickly = { REKEY_WAITS_AT_MOST: 'PT3S' };

/** The part of jest's report that is read. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
}

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly exitCode: number;
}

const args = process.argv.slice(2);
const outcome = await prepareAndRun().catch((problem: unknown): Outcome => {
  console.error(problem instanceof Error ? problem.message : String(problem));
  return { passed: 0, failed: 1, exitCode: 1 };
});
console.log(`${outcome.passed} passed, ${outcome.failed} failed`);
process.exit(outcome.exitCode);

async function prepareAndRun(): Promise<Outcome> {
  const chosen = await chosenTests();
  const isEndToEnd = (file: string) => file.startsWith(join(root, 'test/e2e/'));
  const env = { ...process.env, ...(await timeSkippingServer()) };
  if (!chosen.some(isEndToEnd)) return runJest(env);
  // Only e2e tests are told of it (stack-env.ts): unit tests must not find a database or a port of it in their environment.
  return withStack((stackEnv) => runJest({ ...env, REKEY_E2E_ENV: JSON.stringify(stackEnv) }));
}

// Jest itself knows best which files its arguments choose. Where it can't say, the run that follows tells why.
async function chosenTests(): Promise<string[]> {
  const list = promisify(execFile)(process.execPath, [...jest, ...args, '--listTests', '--json'], {
    cwd: root,
    env: { ...process.env, ...withModules },
    maxBuffer: 64 * 1024 * 1024,
  });
  return list.then(
    ({ stdout }) => JSON.parse(stdout) as string[],
    () => [],
  );
}

// Without it only workflow tests fail, and then say so: the others are still worth running.
async function timeSkippingServer(): Promise<Record<string, string>> {
  try {
    const found = await resolve(testServer, process.env, (text) => console.error(text));
    if (found.origin === 'build' || found.origin === 'download')
      console.error(`${testServer.title}: ${describe(found)}`);
    return { REKEY_TEST_SERVER: found.at };
  } catch (problem) {
    console.error(problem instanceof Error ? problem.message : String(problem));
    return {};
  }
}

async function withStack(use: (env: Record<string, string>) => Promise<Outcome>): Promise<Outcome> {
  const settings = await temporarySettings(quickly);
  process.once('exit', () => rmSync(settings.dataDir, { recursive: true, force: true }));
  const stack = await startStack({
    settings,
    report: ({ title, state, text }) => state !== 'waiting' && console.error(`${title}: ${text}`),
    onLoss: (name, ending) => console.error(`${name} ended by itself (${ending})`),
  });
  try {
    return await use(stack.env);
  } finally {
    await stack.stop();
  }
}

async function runJest(env: NodeJS.ProcessEnv): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-jest-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const reportFile = join(folder, 'report.json');
  const child = spawn(process.execPath, [...jest, ...args, '--json', `--outputFile=${reportFile}`], {
    cwd: root,
    env: { ...env, ...withModules },
    stdio: 'inherit',
  });
  process.once('exit', () => child.kill());
  const code = await new Promise<number>((done, fail) => {
    child.once('error', fail);
    child.once('exit', (exitCode) => done(exitCode ?? 1));
  });
  return outcomeOf(reportFile, code);
}

// A suite that could not be run counts as one that failed; a run of nothing has shown nothing.
function outcomeOf(reportFile: string, code: number): Outcome {
  const report = readReport(reportFile);
  const passed = report?.numPassedTests ?? 0;
  const failed = report ? report.numFailedTests + report.numRuntimeErrorTestSuites : Number(code !== 0);
  const isGood = code === 0 && failed === 0 && passed > 0;
  return { passed, failed, exitCode: isGood ? 0 : code || 1 };
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}
