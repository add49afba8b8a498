/** One use of a part in a method → a step of the plan: its timing split from its config, defaults filled in, all of it JSON. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Json, Ms, Prompts, Role, Step } from '../../domain/plan.js';
import type { AnyPart } from '../part.js';
import { unknownSetting, type Check } from './check.js';
import type { Source } from './document.js';
import { inIso } from './durations.js';
import { stepId } from './form.js';
import { suggestion, type Path } from './mistakes.js';
import { faultsOf, jsonSchemaOf } from './parts.js';
import { mostReminders, settingsOf, writtenName } from './timing.js';

export interface Surroundings {
  registry: readonly AnyPart[];
  blame: Source['blame'];
  check: Check;
  /** How long the whole reset lives; undefined where the file has that wrong. */
  expires: Ms | undefined;
}
/** A step, and where it stands in the file. */
export interface Placed {
  step: Step;
  part: AnyPart;
  path: Path;
}

interface Use {
  kind: string;
  settings: Record<string, unknown>;
  path: Path;
}

export function compileStep(role: Role, raw: unknown, base: Path, around: Surroundings): Placed | undefined {
  const { blame, check, registry } = around;
  const use = readUse(raw, base, blame);
  if (!use) return undefined;
  const { kind, settings, path } = use;
  const part = registry.find((p) => p.role === role && p.kind === kind);
  if (!part) {
    blame(path, unknownPart(role, kind, registry), 'key');
    return undefined;
  }
  const faults = faultsOf(part);
  for (const fault of faults) blame(path, `the part ${role} '${kind}' is faulty, not this file: ${fault}`, 'key');
  if (faults.length > 0) return undefined;

  const { timing, config } = split(part, settings);
  const id = check(stepId.default(kind), settings['id'], [...path, 'id']);
  const times = compileTiming(part, timing, path, around);
  const checked = compileConfig(part, config, path, around);
  if (id === undefined || !times || !checked) return undefined;
  const { shape, factor, secondPerson, getsOld } = part;
  // Role, shape and timing belong together because the registry's parts were checked one by one.
  const step = {
    ...{ id, role, kind, shape, factor, timing: times, ...checked },
    ...(secondPerson && { secondPerson }),
    ...(getsOld && { getsOld }),
  } as Step;
  return { step, part, path };
}

function readUse(raw: unknown, base: Path, blame: Source['blame']): Use | undefined {
  if (typeof raw === 'string') return { kind: raw, settings: {}, path: base };
  if (raw === undefined || raw === null) {
    blame(base, raw === null ? 'is empty: name a part' : 'is missing');
    return undefined;
  }
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    blame(base, "must be a part's name, or its name with settings: { name: { setting: value } }");
    return undefined;
  }
  const entries = Object.entries(raw);
  const [first] = entries;
  if (!first || entries.length > 1) {
    blame(
      base,
      first
        ? `names ${entries.map(([k]) => `'${k}'`).join(', ')}: one part each, its settings indented below its name`
        : 'names no part',
    );
    return undefined;
  }
  const [kind, settings] = first as [string, unknown];
  const path = [...base, kind];
  if (settings === null) return { kind, settings: {}, path };
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    blame(path, 'its settings must be a mapping: { setting: value }');
    return undefined;
  }
  return { kind, settings: { ...settings }, path };
}

function unknownPart(role: Role, kind: string, registry: readonly AnyPart[]): string {
  const kinds = registry.filter((p) => p.role === role).map((p) => p.kind);
  const elsewhere = registry.find((p) => p.kind === kind);
  const hint = elsewhere ? `'${kind}' is a ${elsewhere.role}` : suggestion(kind, kinds);
  return `there is no ${role} '${kind}'${hint && `: ${hint}`} (there are: ${kinds.join(', ') || 'none'})`;
}

type Settings = Record<string, unknown>;
function split(part: AnyPart, settings: Settings): { timing: Settings; config: Settings } {
  const timed = new Set(Object.keys(settingsOf(part.role, part.shape)).map((name) => writtenName(part.role, name)));
  const pick = (wanted: (name: string) => boolean): Settings =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => wanted(name)));
  return { timing: pick((name) => timed.has(name)), config: pick((name) => name !== 'id' && !timed.has(name)) };
}

function compileTiming(
  part: AnyPart,
  given: Settings,
  path: Path,
  { blame, check, expires }: Surroundings,
): Record<string, number> | undefined {
  const times: Record<string, number> = {};
  for (const [name, { schema, preset, ends }] of Object.entries(settingsOf(part.role, part.shape))) {
    const written = writtenName(part.role, name);
    const at = [...path, written];
    const value = check(schema, written in given ? given[written] : (part.timing[name] ?? preset), at);
    if (value === undefined) continue;
    const limit = ends ? (expires ?? Infinity) : Infinity;
    // A preset follows the reset's own end; what somebody wrote is never changed in silence.
    times[name] = written in given ? value : Math.min(value, limit);
    if (times[name] > limit) blame(at, `is longer than the whole reset, which expires after ${inIso(limit)}`);
  }
  const { decideWithin, remindEvery } = times;
  if (decideWithin !== undefined && remindEvery !== undefined && decideWithin / remindEvery > mostReminders)
    blame(
      [...path, 'remindEvery'],
      `would remind ${Math.floor(decideWithin / remindEvery)} times: ${mostReminders} at most`,
    );
  return Object.keys(times).length === Object.keys(settingsOf(part.role, part.shape)).length ? times : undefined;
}

/** The config as the plan keeps it, and the prompts made of it. The activity parses it again: that must change nothing. */
function compileConfig(
  part: AnyPart,
  given: Settings,
  path: Path,
  { blame, check }: Surroundings,
): { config: Json; prompts: Prompts } | undefined {
  const known = namesOf(part);
  const strange = Object.keys(given).filter((name) => !known.config.includes(name));
  for (const name of strange)
    blame([...path, name], unknownSetting(name, known.all, writtenName(part.role, name)), 'key');
  const fitting = Object.fromEntries(Object.entries(given).filter(([name]) => !strange.includes(name)));
  const config = check(part.config, fitting, path);
  if (config === undefined || strange.length > 0) return undefined;
  const fault = (what: string): undefined =>
    blame(path, `the part ${part.role} '${part.kind}' is faulty, not this file: ${what}`, 'key') as undefined;
  const again = part.config.safeParse(config);
  if (!isJson(config)) return fault('its config is not JSON');
  if (!again.success || !isDeepStrictEqual(again.data, config))
    return fault('its config changes when it is read a second time');
  try {
    const prompts = part.describe(config);
    return isJson(prompts) ? { config, prompts } : fault('its prompts are not JSON');
  } catch {
    return fault('describe() fails');
  }
}

function namesOf(part: AnyPart): { config: string[]; all: string[] } {
  const config = Object.keys(jsonSchemaOf(part.config).properties ?? {});
  const timing = Object.keys(settingsOf(part.role, part.shape)).map((name) => writtenName(part.role, name));
  return { config, all: ['id', ...timing, ...config] };
}

const isJson = (value: unknown): value is Json => z.json().safeParse(value).success;
