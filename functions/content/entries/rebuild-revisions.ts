import * as z from 'zod/mini';
import { nowMs } from '#lib/clock.ts';
import { timeLeft } from '#lib/deadline.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { type Item, writeIf } from '#lib/table.ts';
import { FILTER_VERSION } from '../body/article-html.ts';
import { Source } from './entry.ts';
import { entryDocument } from './entry-document.ts';
import { documentWrite, pageOfOlder } from './revisions-table.ts';

/**
 * Makes the documents of an entry's revisions again, of what was written, where an older filter made them: published ones
 * and others, since any may be published or previewed. Nothing else of them changes, and a repeat writes nothing. A page of
 * revisions is held at once; what half of the function's time does not suffice for is left to the message's next delivery.
 * @param until when to stop behind a page, milliseconds since 1970
 * @throws RetryableError when there are more
 */
export const rebuildRevisions = async (entryId: string, until = nowMs() + timeLeft() / 2): Promise<void> => {
  let after: Item | undefined;
  do {
    const { older, last } = await pageOfOlder(entryId, FILTER_VERSION, after);
    for (const { number, source } of older)
      await writeIf(documentWrite(entryId, number, entryDocument(z.parse(Source, source)), FILTER_VERSION));
    after = last;
    if (after && nowMs() > until) throw new RetryableError('content: the entry has more revisions to rebuild');
  } while (after);
};
