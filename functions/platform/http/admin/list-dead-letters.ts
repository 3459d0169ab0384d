import { type Contract, pageOf } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { DeadLetterQueue, inspect } from '../../dead-letters.ts';
import { consumers } from '../../system/queues.ts';

/** Lists dead letters, queue by queue, with a sample; nothing is received or changed. */
export const contract = {
  method: 'GET',
  path: '/admin/dead-letters',
  call: 'admin.deadLetters.list',
  access: 'staff:platform',
  summary: 'Every dead-letter queue with its count and a sample',
  returns: { 200: pageOf(DeadLetterQueue) },
} as const satisfies Contract;

export const settings = { timeout: 20 } satisfies HttpSettings;

export const handler = http(contract, async () => {
  const items: DeadLetterQueue[] = await Promise.all((await consumers()).map(({ name }) => inspect(name)));
  return ok({ items, nextCursor: null });
});
