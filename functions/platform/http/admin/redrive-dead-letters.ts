import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { notFound } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { redrive } from '../../dead-letters.ts';
import { NotRedrivable } from '../../refusals.ts';
import { consumers } from '../../system/queues.ts';

/** Sends dead letters to their consumer once more; those that fail again come back. A repeat moves what is left. */
export const contract = {
  method: 'POST',
  path: '/admin/dead-letters/{queue}/redrive',
  call: 'admin.deadLetters.redrive',
  access: 'staff:platform',
  summary: 'Send the messages of a dead-letter queue to their consumer again',
  params: { queue: /^[a-z0-9]+(-[a-z0-9]+)+$/ },
  body: z.strictObject({ limit: z._default(z.int().check(z.gte(1), z.lte(1000)), 100) }),
  refuses: [NotRedrivable],
  returns: { 200: z.object({ moved: z.int().check(z.describe('Messages that went back to their queue.')) }) },
} as const satisfies Contract;

export const settings = { timeout: 29 } satisfies HttpSettings;

/** Dead letters that tell of something and are no message that could be sent again. */
const pointers: Readonly<Record<string, string>> = {
  stream: 'The dead letters of a stream are pointers into it; replay the event log instead.',
  schedule: 'The dead letters of a schedule are runs that failed; it does the same work at its next time.',
};

export const handler = http(contract, async ({ params, body }) => {
  const consumer = (await consumers()).find(({ name }) => name === params.queue);
  if (!consumer) throw notFound('queue');
  const unsendable = pointers[consumer.kind];
  if (unsendable) throw new NotRedrivable(unsendable);
  return ok({ moved: await redrive(consumer, body.limit) });
});
