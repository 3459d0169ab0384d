import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { etagOf, type Reply, text } from '#lib/reply.ts';
import { docsPage } from '../system/docs-page.ts';

/** Serves the page that shows the API and tries it; it loads nothing from another address. */
export const contract = {
  method: 'GET',
  path: '/docs',
  call: 'shop.docs',
  access: 'public',
  summary: 'A page to read the API and to try it',
  returns: { 200: 'text/html' },
} as const satisfies Contract;

const answer = async (): Promise<Reply> => {
  const { html, policy } = await docsPage();
  const headers = { 'content-security-policy': policy, 'cache-control': 'public, max-age=0, s-maxage=60' };
  return { ...text('text/html', html, headers), etag: etagOf(html) };
};

let made: Promise<Reply> | undefined;

export const handler = http(contract, () => {
  made ??= answer();
  return made;
});
