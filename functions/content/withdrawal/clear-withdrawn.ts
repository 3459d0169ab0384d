import { readFolders, type Withdrawn, withdrawMedia } from '../../media/public.ts';
import { purgeEdge } from './purge-edge.ts';

/** What names more entries than an answer has tags, for longer than a few seconds. */
const lists = ['', '/api/v1/content'].flatMap((at) => [`${at}/news-sitemap.xml`, `${at}/sitemaps/*`]);

/**
 * Has the edge forget a withdrawn entry at once, then deletes its pictures and has the edge forget those, whose files must be
 * gone by then. A repeat changes nothing: a purge is named by its withdrawal.
 * @param now milliseconds since 1970
 * @returns false while files are still being deleted: it is to be called again
 */
export const clearWithdrawn = async (
  { entryId, at, media }: { readonly entryId: string; readonly at: number; readonly media: readonly Withdrawn[] },
  now: number,
): Promise<boolean> => {
  const name = `${entryId}/${at}`;
  // Neither waits for the other: what fails of them is done by a repeat.
  const begun = await Promise.allSettled([
    purgeEdge(name, [`#${entryId}`, ...lists]),
    ...media.map((one) => withdrawMedia(one, { kind: 'entry', id: entryId }, now)),
  ]);
  for (const one of begun) if (one.status === 'rejected') throw one.reason;
  const states = media.length === 0 ? [] : await readFolders(media.map(({ folder }) => folder));
  if (states.includes('going')) return false;
  const gone = media.filter((_, index) => states[index] === 'gone');
  await purgeEdge(
    `${name}/files`,
    gone.map(({ folder }) => `/media/${folder}/*`),
  );
  return true;
};
