// Rekey's own processes as members of the stack: one row each.
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Env } from './components/component.js';
import { type Service, answers } from './service.js';
import type { PortName, Settings } from './settings.js';

/** A process of ours. */
export interface Application {
  readonly name: string;
  readonly title: string;
  /** Its main: a path from the repository's root, or a whole one. */
  readonly file: string;
  readonly ports: readonly PortName[];
  /** Answers 200 once it serves. */
  readonly readyAt: { readonly port: PortName; readonly path: string };
  readonly givenBy?: string;
  /** Makes room for the others where all share few processors: what a person waits for goes first. */
  readonly yields?: true;
  /** What it is told besides what the stack tells all. */
  env?(settings: Settings): Env;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Our processes, in the order in which they start; they stop the other way round. */
export const applications: readonly Application[] = [
  {
    name: 'codec',
    title: 'Codec server',
    file: 'dev/codec/main.ts',
    ports: ['codec'],
    readyAt: { port: 'codec', path: '/healthz' },
  },
  {
    name: 'idp',
    title: 'Identity provider',
    file: 'dev/idp/main.ts',
    ports: ['idp'],
    readyAt: { port: 'idp', path: '/.well-known/openid-configuration' },
    givenBy: 'REKEY_OIDC_ISSUER',
  },
  {
    name: 'worker',
    title: 'Worker',
    file: 'worker/start.mjs',
    ports: ['workerInternal'],
    readyAt: { port: 'workerInternal', path: '/readyz' },
    yields: true,
    // argon2id takes 19 MiB a thread: more threads than processors only push each other out of the caches.
    env: () => ({ UV_THREADPOOL_SIZE: String(Math.max(2, availableParallelism())) }),
  },
  {
    name: 'api',
    title: 'API',
    file: 'api/main.ts',
    ports: ['api', 'apiInternal'],
    readyAt: { port: 'api', path: '/readyz' },
  },
];

/** Measured: with room for the garbage of a few resets, a third less time goes into collecting it. */
const room = '--max-semi-space-size=64';
/** What Node is told, here and in containers, to run one of ours: what is not started by JavaScript of its own goes through tsx. */
export const nodeArgs = (file: string): string[] => [room, ...(file.endsWith('.ts') ? ['--import', 'tsx'] : []), file];

/** Makes a member of the stack of a process of ours. */
export function asService(application: Application): Service {
  const { name, title, file, ports, readyAt, givenBy, yields } = application;
  const [program = '', ...args] = [
    ...(yields ? ['nice', '-n', '5'] : []),
    process.execPath,
    ...nodeArgs(resolve(root, file)),
  ];
  return {
    name,
    title,
    ports,
    ...(givenBy && { givenBy }),
    launch: (settings) => ({
      program,
      args,
      env: application.env?.(settings) ?? {},
    }),
    ready: ({ ports: numbers }) => answers(`http://127.0.0.1:${numbers[readyAt.port]}${readyAt.path}`),
    // The first start compiles and bundles; a worker that drains may take its time.
    readyWithinMs: 90_000,
    graceMs: 15_000,
  };
}
