/** A target whose every answer a test writes: another system that holds the credential. */
import { z } from 'zod';
import { part, type AnyPart, type CallOf, type Part } from '../../activities/part.js';
import type { Requester } from '../../domain/request.js';
import type { Applied } from '../../domain/shapes.js';

type Verb = 'prepare' | 'apply' | 'verify';
export interface System {
  part: AnyPart;
  /** What each verb does for a reset; a thrown error is an outcome that nobody knows. */
  script: Record<Verb, () => Applied | Promise<Applied>>;
  calls: { verb: Verb; resetId: string; key: string; fence: number | null; requester: Requester }[];
}

const config = z.strictObject({});

export function system(kind: string): System {
  const script: System['script'] = {
    prepare: () => ({ state: 'ready' }),
    apply: () => ({ state: 'set' }),
    verify: () => ({ state: 'set' }),
  };
  const calls: System['calls'] = [];
  const verb =
    (name: Verb) =>
    async ({ key, resetId, fence, requester }: CallOf<z.output<typeof config>>): Promise<Applied> => {
      calls.push({ verb: name, resetId, key, fence, requester });
      return script[name]();
    };
  const target = {
    role: 'target',
    kind,
    shape: 'set',
    config,
    describe: () => ({}),
    prepare: verb('prepare'),
    apply: verb('apply'),
    verify: verb('verify'),
  } satisfies Part<'set', z.output<typeof config>>;
  return { part: part(target), script, calls };
}
