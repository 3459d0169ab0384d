import { type Reply, text } from '#lib/reply.ts';
import { showPreview } from '../../content/public.ts';
import { minuteOf } from '../view/words.ts';
import { entryPage } from './entry-page.ts';
import { frontPage } from './front-page.ts';
import { htmlOf, notFoundReply, orNothing, pageHeaders } from './page-reply.ts';

/** Never kept, never found by a search engine: who has the address sees the page, and nobody else. */
const unlisted = { 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' };

/** Replies with the page that a preview shows, which says that it is one. */
export const answerPreview = async (token: string): Promise<Reply> => {
  const found = await orNothing(showPreview(token));
  const page = found?.entry
    ? entryPage(found.entry, [])
    : found?.front
      ? frontPage(found.front, { flips: [] })
      : undefined;
  if (!found || !page) {
    const reply = await notFoundReply();
    return { ...reply, headers: { ...reply.headers, ...unlisted } };
  }
  const { head } = page;
  const html = await htmlOf({ ...page, head: { ...head, noindex: true } }, { preview: { at: minuteOf(found.at) } });
  return text('text/html', html, { ...pageHeaders, ...unlisted });
};
