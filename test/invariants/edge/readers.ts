import { expect, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { type Answer, ownAnswer } from '../../../local/edge/answer.ts';
import { type Cached, createCache } from '../../../local/edge/cache.ts';
import { invokeHttp } from '../../support/invoke.ts';

/** How an origin is: well, refusing, or silent for as long as an edge waits for it. */
export type Health = 'well' | 'refuses' | 'hangs';

/** An edge waits so long for a reading origin. */
const EDGE_WAITS_MS = 4000;

/** Has the clock go on as it does, from a moment on; `pass` has it jump. */
export const ownClock = (now: number): void =>
  void vi.useFakeTimers({ now, toFake: ['Date'], shouldAdvanceTime: true, advanceTimeDelta: 1 });
export const pass = (ms: number): void => void vi.setSystemTime(nowMs() + ms);

type Route = Parameters<typeof invokeHttp>[0];

/** Readers of the shipped handlers through the cache of the local edge, with an origin that a test can take away. */
export const readersOf = () => {
  const cache = createCache({ bytes: 10_000_000, errorSeconds: 1 });
  let health: Health = 'well';
  const asked = async (route: Route, params: Readonly<Record<string, string>>, headers: object): Promise<Answer> => {
    if (health === 'refuses') return ownAnswer(503, 'Service Unavailable');
    if (health === 'hangs') {
      pass(EDGE_WAITS_MS);
      return ownAnswer(504, 'The origin did not answer.');
    }
    const secret = process.env['ORIGIN_SECRETS'] ?? '';
    expect(secret).not.toBe('');
    const answer = await invokeHttp(route, { params, headers: { ...headers, 'x-origin-secret': secret } });
    return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.text) };
  };
  return {
    origin: (now: Health): void => {
      health = now;
    },
    /** Reads what a route answers, as the edge has it. */
    read: (route: Route, params: Readonly<Record<string, string>> = {}): Promise<Cached> => {
      const path = `${JSON.stringify(params)} ${(route as { contract?: { path: string } }).contract?.path}`;
      return cache.answer({ key: path, path, ask: (headers) => asked(route, params, headers) });
    },
  };
};
