/** Limits by address, in this process's memory: they blunt a flood. Fairness by name is the lanes' business, in MongoDB. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from './problem.js';

/** Calls a minute and address, by what is done; `streams`: event streams open at once and address. */
export interface LimitSettings {
  resets: number;
  challenges: number;
  answers: number;
  links: number;
  signIns: number;
  streams: number;
}
export type LimitName = Exclude<keyof LimitSettings, 'streams'>;
const limitNames = ['resets', 'challenges', 'answers', 'links', 'signIns'] as const satisfies readonly LimitName[];

const windowSeconds = 60;
const secondsUntil = (state: RateLimiterRes): number => Math.max(1, Math.ceil(state.msBeforeNext / 1000));

export interface Limits {
  /** Counts one call and answers with the headers that tell what is left; refused with `too-many-requests` where nothing is. */
  take(name: LimitName, address: string): Promise<Record<string, string>>;
  /** A place for one event stream; the function gives it back. */
  stream: (address: string) => () => void;
}

export function limitsOf(settings: LimitSettings): Limits {
  const limiters = Object.fromEntries(
    limitNames.map((name) => [
      name,
      new RateLimiterMemory({ keyPrefix: name, points: settings[name], duration: windowSeconds }),
    ]),
  ) as Record<LimitName, RateLimiterMemory>;
  return {
    async take(name, address) {
      const policy = { 'RateLimit-Policy': `"${name}";q=${settings[name]};w=${windowSeconds}` };
      const state = await limiters[name].consume(address).catch((refused: unknown) => {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        const retryAfter = secondsUntil(refused);
        throw new Problem('too-many-requests', {
          headers: { ...policy, RateLimit: `"${name}";r=0;t=${retryAfter}`, 'Retry-After': String(retryAfter) },
        });
      });
      return { ...policy, RateLimit: `"${name}";r=${state.remainingPoints};t=${secondsUntil(state)}` };
    },
    stream: placesOf(settings.streams),
  };
}

/** How long a caller without a place should wait: streams end by themselves, but seldom within this. */
const retryStream = '30';

function placesOf(most: number): Limits['stream'] {
  const open = new Map<string, number>();
  return (address) => {
    const count = open.get(address) ?? 0;
    if (count >= most)
      throw new Problem('too-many-requests', {
        detail: 'Too many event streams are open from this address. Close some.',
        headers: { 'Retry-After': retryStream },
      });
    open.set(address, count + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    };
  };
}
