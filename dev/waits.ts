// Waiting times cut short, for the demo and the tests: copies of the methods in which no delay lasts longer than a setting says.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parseDocument, type Document } from 'yaml';
import { duration } from '../activities/compile/durations.js';
import { loadMethods } from '../activities/compile/load.js';
import { registry } from '../activities/registry.js';
import type { Ms, Plan } from '../domain/plan.js';
import type { Env } from './components/component.js';
import { copiesIn, type Settings } from './settings.js';
import { openStore } from './store.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes the copies, where the setting is there. Throws where it is no duration. */
export async function writeCopies({ env, dataDir }: Settings): Promise<void> {
  const text = env.REKEY_WAITS_AT_MOST;
  if (!text) return;
  const read = duration.safeParse(text);
  if (!read.success) throw new Error(`REKEY_WAITS_AT_MOST ${read.error.issues[0]?.message}.`);
  const copies = copiesIn(dataDir);
  const from = resolve(root, env.REKEY_METHODS_DIR || 'methods');
  const files = (await readdir(from)).filter((name) => name.endsWith('.yaml'));
  await rm(copies, { recursive: true, force: true });
  await mkdir(copies, { recursive: true, mode: 0o700 });
  for (const name of files) {
    const doc = parseDocument(await readFile(join(from, name), 'utf8'));
    cut(doc, { text, ms: read.data });
    await writeFile(join(copies, basename(name)), doc.toString());
  }
}

/** What a delay lasts where the method does not say: kind → duration. */
const delays = new Map(registry.flatMap((p) => (p.shape === 'delay' ? [[p.kind, p.timing?.lasts] as const] : [])));

/** A file that does not fit the form stays as it is: the worker tells what is wrong with it. */
function cut(doc: Document, most: { text: string; ms: Ms }): void {
  const { authentication } = (doc.toJS() ?? {}) as { authentication?: { of?: unknown } };
  const steps: unknown[] = Array.isArray(authentication?.of) ? authentication.of : [];
  steps.forEach((step, i) => {
    const [kind, given] =
      typeof step === 'string' ? [step, {}] : (Object.entries(step as Record<string, unknown>)[0] ?? ['', {}]);
    const config = (given ?? {}) as { lasts?: unknown };
    const lasts = duration.safeParse(config.lasts ?? delays.get(kind));
    if (!delays.has(kind) || !lasts.success || lasts.data <= most.ms) return;
    doc.setIn(['authentication', 'of', i], doc.createNode({ [kind]: { ...config, lasts: most.text } }));
  });
}

/**
 * Makes those plans current that differ from the current ones in nothing but how long they wait: a worker publishes new plans only, and both
 * are known once the stack has run with the setting and without it. `env`: what the stack tells its processes.
 */
export async function settleWaits(env: Env): Promise<void> {
  const { plans } = await loadMethods(resolve(root, env.REKEY_METHODS_DIR || 'methods'), registry);
  const waiting = plans.filter(({ plan }) => waitOf(plan) > 0);
  if (waiting.length === 0) return;
  const store = await openStore(env);
  try {
    for (const method of waiting) {
      const current = await store.plans.current(method.plan.methodId);
      if (!current || current.hash === method.hash) continue;
      if (isDeepStrictEqual(withoutWaits(current.plan), withoutWaits(method.plan))) await store.plans.publish(method);
    }
  } finally {
    await store.close();
  }
}

/** How long a plan lets time pass, whatever else happens. */
export const waitOf = ({ authentication }: Plan): Ms =>
  Math.max(0, ...authentication.of.map((step) => (step.shape === 'delay' ? step.timing.lasts : 0)));

const withoutWaits = (plan: Plan): unknown => ({
  ...plan,
  authentication: {
    ...plan.authentication,
    of: plan.authentication.of.map((step) => (step.shape === 'delay' ? { ...step, timing: null } : step)),
  },
});
