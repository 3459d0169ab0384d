import type { Flip } from '#lib/lifetime.ts';
import type { Reply } from '#lib/reply.ts';
import { remembered, shownReply } from '../showing/shown.ts';

/** A page of a list: what is answered, and the moments to come at which it changes, of all that was looked at for it. */
export interface ListPage<T> {
  readonly page: T;
  readonly flips: readonly Flip[];
}

/**
 * Answers a page of a list from memory, or makes it once for all requests that come meanwhile; one that fails is not kept,
 * nor one that the clock has changed.
 * @param key everything that it depends on
 * @param make gets the moment as of which it is read
 */
export const listReply = async (
  key: readonly unknown[],
  make: (moment: string) => Promise<ListPage<unknown>>,
): Promise<Reply> =>
  shownReply(
    await remembered(['catalog', ...key], async (moment) => {
      const { page, flips } = await make(moment);
      return { body: page, flips };
    }),
  );
