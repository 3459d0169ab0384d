/** Shows a revision to who has its address, before it is published; never cached, never indexed. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { PreviewView, showPreview } from '../previews/preview.ts';

export const contract = {
  method: 'GET',
  path: '/content/previews/{token}',
  call: 'content.preview',
  access: 'public',
  summary: 'A revision of an entry or a front, to who has its address.',
  params: { token: /^[\w.-]+$/ },
  returns: { 200: PreviewView },
} as const satisfies Contract;

const headers = { 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' };

export const handler = http(contract, async ({ params }) => ok(await showPreview(params.token), headers));
