import { type Lifetime, MISSING } from '#lib/lifetime.ts';
import { Refusal } from '#lib/problem.ts';
import type { Reply } from '#lib/reply.ts';
import { type Shown, shownReply } from '../../catalog/public.ts';

import { renderTemplate } from '../view/liquid.ts';
import { type PageHead, pageView } from '../view/page-view.ts';

/** What a page may load and do: its style, pictures, and forms of the site's own. No script runs on it, whoever wrote it. */
export const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
export const pageHeaders = {
  'content-security-policy': POLICY,
  'referrer-policy': 'same-origin',
  'x-frame-options': 'SAMEORIGIN',
};

/** A page: its template, what it says of itself, what the template shows, and when that changes. */
export interface Page {
  readonly template: string;
  readonly head: PageHead;
  readonly content: object;
  readonly flips: Shown['flips'];
  /** What of content is on it. */
  readonly tags?: readonly string[];
}

/** Renders a page. */
export const htmlOf = async ({ template, head, content }: Page, more: object = {}): Promise<string> =>
  renderTemplate(template, { ...(await pageView(head)), ...content, ...more });

/** Replies with a page, which caches keep as they keep an entry unless told otherwise. */
export const pageReply = async (
  page: Page,
  { status = 200, lifetime }: { readonly status?: number; readonly lifetime?: Lifetime } = {},
): Promise<Reply> => {
  const shown = { body: await htmlOf(page), moment: '', flips: page.flips, tags: page.tags ?? [] };
  const reply = shownReply(shown, { type: 'text/html', ...(lifetime ? { lifetime } : {}) });
  return { ...reply, status, headers: { ...reply.headers, ...pageHeaders } };
};

/** Replies that nothing is there, as a page. */
export const notFoundReply = (flips: Shown['flips'] = []): Promise<Reply> =>
  pageReply(
    { template: 'not-found', head: { title: 'Page not found', href: null, noindex: true }, content: {}, flips },
    { status: 404, lifetime: MISSING },
  );

/** Answers undefined for what was refused since it is not there, or is no place in a list: a page tells so in words. */
export const orNothing = async <T>(found: Promise<T>): Promise<T | undefined> => {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Refusal && (error.status === 404 || error.status === 400)) return undefined;
    throw error;
  }
};
