import { nowMs, sleep } from './clock.ts';
import { LAST_MS, nextOf } from './lifetime.ts';
import type { Reply } from './reply.ts';
import { isEdge } from './viewer.ts';

/** What a handler works on, as far as it matters here. */
interface Asked {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly now: number;
}

/** Makes a reply, or answers what was thrown instead. */
const tried = async (make: () => Promise<Reply> | Reply): Promise<[Reply] | [undefined, unknown]> => {
  try {
    return [await make()];
  } catch (error) {
    return [undefined, error];
  }
};

/**
 * Has a request wait that comes through the edge less than two seconds before its answer changes, and answers it then.
 * The edge sends one request for all readers of a page: they wait for one answer, which it keeps, where each would ask
 * for itself if it were told to keep nothing. Any other request is answered at once; but an answer that has changed while
 * it was made is made again, since caches were told of the flips to come and not of that one.
 * @param make its reply, or a refusal that it throws, has the `flips` for which it waits
 * @param waits whether a request may: what can be asked for in any number of ways is answered at once, or each would hold
 *   an environment
 */
export const acrossFlips =
  <I extends Asked>(make: (input: I) => Promise<Reply> | Reply, waits: (input: I) => boolean = () => true) =>
  async (input: I): Promise<Reply> => {
    const [reply, refusal] = await tried(() => make(input));
    const { flips = [], waits: worthIt = true } = (reply ?? refusal) as Pick<Reply, 'flips' | 'waits'>;
    const left = nextOf(flips, input.now) - nowMs();
    if (left <= 0 || (left < LAST_MS && worthIt && isEdge(input.headers) && waits(input))) {
      if (left > 0) await sleep(left + 1);
      return make({ ...input, now: nowMs() });
    }
    if (reply) return reply;
    throw refusal;
  };
