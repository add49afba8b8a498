// Temporal: its development server with the UI, on a database file.
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { Launch, Service } from '../service.js';
import type { Settings } from '../settings.js';
import { command } from './command.js';
import type { Component, Env, Found } from './component.js';
import { download } from './download.js';
import { versions } from './versions.js';

/** What resets are found by; registered before the first start, or workflow tasks would fail for ever. */
const searchAttributes = {
  RekeyState: 'Keyword',
  RekeyMethod: 'Keyword',
  RekeyCredential: 'Keyword',
  RekeySubject: 'Keyword',
  RekeyWaitingFor: 'Keyword',
  RekeyDeadline: 'Datetime',
};

// Two to three times as fast with a file, and still safe from a crash of the server.
const pragmas = ['journal_mode=WAL', 'synchronous=NORMAL'];

// An activity is handed to the worker with the answer to the workflow task that scheduled it, not by way of a queue.
const dynamicConfig = ['system.enableActivityEagerExecution=true'];

const neededFlags = [
  '--dynamic-config-value',
  '--sqlite-pragma',
  '--search-attribute',
  '--ui-codec-endpoint',
  '--db-filename',
];

/** Temporal's command line tool, which contains the dev server. */
const temporalCli: Component = {
  name: 'temporal',
  title: 'Temporal dev server',
  programs: [{ name: 'temporal', form: 'binary' }],
  // By features and not by the version's text: one built from source calls itself 0.0.0.
  async usable(program) {
    const help = await command(program, ['server', 'start-dev', '--help'], { env: process.env, ifMissing: '' });
    return neededFlags.every((flag) => help.includes(flag));
  },
  makings: [
    {
      origin: 'download',
      form: 'binary',
      folder: 'temporal-download',
      entry: 'temporal',
      says: 'downloading the Temporal CLI',
      make: (into, env) => download('temporal', join(into, 'temporal'), env),
    },
    {
      origin: 'build',
      form: 'binary',
      folder: `temporal-${versions.temporalCli}`,
      entry: 'temporal',
      says: 'building the Temporal CLI with go (about 4 minutes, once)',
      make: build,
    },
  ],
  advice: 'Put Temporal\'s CLI ("temporal") on the PATH, or set TEMPORAL_ADDRESS to a server that runs.',
};

/** The dev server as a member of the stack. */
export const temporal: Service = {
  name: 'temporal',
  title: 'Temporal',
  ports: ['temporal', 'temporalUi'],
  givenBy: 'TEMPORAL_ADDRESS',
  component: temporalCli,
  launch,
  ready,
  fits: hasSearchAttributes,
  onceReady: keepClosedResets,
  graceMs: 10_000,
};

async function build(into: string, env: Env): Promise<void> {
  const ifMissing = 'Install Go, or put Temporal\'s CLI ("temporal") on the PATH, or set TEMPORAL_ADDRESS.';
  const module = `github.com/temporalio/cli/cmd/temporal@v${versions.temporalCli}`;
  const bin = join(into, 'bin');
  await mkdir(bin);
  await command('go', ['install', module], {
    cwd: into,
    env: { ...env, GOBIN: bin, CGO_ENABLED: '0' },
    ifMissing,
  });
  await rename(join(bin, 'temporal'), join(into, 'temporal'));
  await rm(bin, { recursive: true });
  await chmod(join(into, 'temporal'), 0o755);
}

function launch({ dataDir, ports }: Settings, env: Env, found: Found | undefined): Launch {
  const registered = Object.entries(searchAttributes).map(([name, type]) => `${name}=${type}`);
  return {
    program: found?.at ?? 'temporal',
    args: [
      ...[
        'server',
        'start-dev',
        '--ip',
        '127.0.0.1',
        '--namespace',
        env.TEMPORAL_NAMESPACE ?? '',
        '--log-level',
        'error',
      ],
      ...['--db-filename', join(dataDir, 'temporal.db'), ...each('--sqlite-pragma', pragmas)],
      ...['--port', String(ports.temporal), '--ui-port', String(ports.temporalUi)],
      ...each('--dynamic-config-value', dynamicConfig),
      ...['--ui-codec-endpoint', `http://127.0.0.1:${ports.codec}`, ...each('--search-attribute', registered)],
    ],
  };
}

async function ready(_settings: Settings, env: Env): Promise<void> {
  await within(env, ({ workflowService }, namespace) => workflowService.describeNamespace({ namespace }));
}

// Without them a start is refused; whoever looks after that server makes them.
async function hasSearchAttributes(env: Env): Promise<void> {
  await within(env, async ({ operatorService }, namespace) => {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = Object.keys(searchAttributes).filter((name) => !(name in customAttributes));
    if (missing.length > 0)
      throw new Error(
        `Temporal's namespace ${namespace} lacks the search attributes ${missing.join(', ')}: run deploy/temporal-setup.sh.`,
      );
  });
}

// The dev server forgets closed resets after a day; this is what `temporal operator namespace update` does.
async function keepClosedResets(env: Env): Promise<void> {
  const config = { workflowExecutionRetentionTtl: msToTs('30 days') };
  await within(env, ({ workflowService }, namespace) => workflowService.updateNamespace({ namespace, config }));
}

async function within(env: Env, use: (connection: Connection, namespace: string) => Promise<unknown>): Promise<void> {
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS ?? '', connectTimeout: '2s' });
  try {
    await use(connection, env.TEMPORAL_NAMESPACE ?? '');
  } finally {
    await connection.close();
  }
}

function each(flag: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [flag, value]);
}
