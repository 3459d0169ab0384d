import { readFolders, type Withdrawn, withdrawMedia } from '../../media/public.ts';
import { purgeEdge } from './purge-edge.ts';

/** What names more entries than an answer has tags, for longer than a few seconds. */
const lists = ['', '/api/v1/content'].flatMap((at) => [`${at}/news-sitemap.xml`, `${at}/sitemaps/*`]);

/**
 * After so long nobody answers any more what was read before: a second in a function's memory, four in which a request may
 * last. What the edge was given meanwhile it would answer for a dead origin for a day.
 */
const OVER_MS = 5000;

/**
 * Has the edge forget a withdrawn entry, at once and once more when no function answers it any more; and deletes its
 * pictures, and has the edge forget those, whose files must be gone by then. A repeat changes nothing: a purge is named by
 * its withdrawal.
 * @param now milliseconds since 1970
 * @returns false while something is left to be done: it is to be called again
 */
export const clearWithdrawn = async (
  { entryId, at, media }: { readonly entryId: string; readonly at: number; readonly media: readonly Withdrawn[] },
  now: number,
): Promise<boolean> => {
  const name = `${entryId}/${at}`;
  const isOver = now - at >= OVER_MS;
  // None waits for another: what fails of them is done by a repeat.
  const begun = await Promise.allSettled([
    purgeEdge(isOver ? `${name}/over` : name, [`#${entryId}`, ...lists]),
    ...media.map((one) => withdrawMedia(one, { kind: 'entry', id: entryId }, now)),
  ]);
  for (const one of begun) if (one.status === 'rejected') throw one.reason;
  const states = media.length === 0 ? [] : await readFolders(media.map(({ folder }) => folder));
  if (!isOver || states.includes('going')) return false;
  const gone = media.filter((_, index) => states[index] === 'gone');
  await purgeEdge(
    `${name}/files`,
    gone.map(({ folder }) => `/media/${folder}/*`),
  );
  return true;
};
