/** A wrong part does not compile: each expected error is one that the type checker must report. Never run. */
import { z } from 'zod';
import { part, type Part } from '../../activities/part.js';

const config = z.strictObject({ n: z.int() });
type RunPart = Part<'run', z.output<typeof config>>;
const run = async () => ({ passed: true, reasons: [] });
const describe = () => ({});
const base = { role: 'source', kind: 'x', shape: 'run', config, describe } as const;

export const right = { ...base, run } satisfies RunPart;
export const inferred = part({ ...base, run: async ({ config: { n } }) => ({ passed: n > 1, reasons: [] }) });

// @ts-expect-error a verb is missing
export const noVerb = base satisfies RunPart;
// @ts-expect-error a verb is too many
export const strangeVerb = { ...base, run, veryfy: run } satisfies RunPart;
// @ts-expect-error a target is never of shape run
export const wrongRole = { ...base, run, role: 'target' } satisfies RunPart;
// @ts-expect-error a verdict says true or false
export const wrongVerdict = { ...base, run: async () => ({ passed: 1, reasons: [] }) } satisfies RunPart;
// @ts-expect-error the schema makes another config
export const otherConfig = { ...base, run } satisfies Part<'run', { k: string }>;
// @ts-expect-error the shape has no such timing
export const wrongTiming = { ...base, run, timing: { remindEvery: 'PT1H' } } satisfies RunPart;
// @ts-expect-error an unknown factor
export const wrongFactor = { ...base, run, factor: 'luck' } satisfies RunPart;
// @ts-expect-error it goes first, or nothing is said
export const notFirst = { ...base, run, first: false } satisfies RunPart;

export const wrongConfig = {
  ...base,
  // @ts-expect-error the config has no m
  run: async ({ config }) => ({ passed: config.m === 1, reasons: [] }),
} satisfies RunPart;

export const wrongPort = {
  ...base,
  // @ts-expect-error there is no port `mail`
  run: async (_call, _input, { mail }) => ({ passed: mail === null, reasons: [] }),
} satisfies RunPart;

export const portOfTheFrame = {
  ...base,
  // @ts-expect-error no part writes proofs
  run: async (_call, _input, { proofs }) => ({ passed: proofs === null, reasons: [] }),
} satisfies RunPart;

export const wrongPrompt = {
  ...base,
  run,
  // @ts-expect-error a prompt has inputs of the closed set only
  describe: () => ({ requester: { title: 't', inputs: [{ input: 'dance', name: 'd' }] } }),
} satisfies RunPart;

const dated = z.strictObject({ on: z.date() });
// @ts-expect-error a Date is not JSON
export const notJson = part({ ...base, config: dated, run });
