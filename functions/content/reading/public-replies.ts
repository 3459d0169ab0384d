import type { Reply } from '#lib/reply.ts';
import { notThere, type Shown, shownReply } from '../../catalog/public.ts';

/** Replies with what was found. @throws Refusal 404 where that is nothing */
export const foundReply = <T>(
  what: string,
  shown: Shown<T | undefined>,
  options?: Parameters<typeof shownReply>[1],
): Reply => {
  if (shown.body === undefined) throw notThere(what, shown);
  return shownReply(shown, options);
};
