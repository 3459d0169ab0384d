import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { DeadLetterQueue, inspect } from '../../dead-letters.ts';
import { consumers } from '../../system/queues.ts';

/**
 * Lists the dead-letter queues by their names, a page of them at a time, each with its count and a sample; nothing is
 * removed or changed. There is one for each function that is no route, so the list is as long as the code makes it; a
 * page bounds the calls to SQS, two for each queue, and the answer, 20 KB for each.
 */
export const contract = {
  method: 'GET',
  path: '/admin/dead-letters',
  call: 'admin.deadLetters.list',
  access: 'staff:platform',
  summary: 'The dead-letter queues with their counts and samples',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(DeadLetterQueue) },
} as const satisfies Contract;

export const settings = { timeout: 20 } satisfies HttpSettings;

export const handler = http(contract, async ({ query: { limit, cursor } }) => {
  const after = String(fromCursor(contract.path, cursor)?.['queue'] ?? '');
  const all = (await consumers()).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const left = all.filter(({ name }) => name > after);
  const items: DeadLetterQueue[] = await Promise.all(left.slice(0, limit).map(inspect));
  const last = left.length > limit ? items.at(-1) : undefined;
  return ok({ items, nextCursor: toCursor(contract.path, last && { queue: last.queue }) });
});
