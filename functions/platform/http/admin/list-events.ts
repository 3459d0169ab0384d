import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { Envelope } from '#lib/event.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { eventsOf } from '../../event-log.ts';
import { eventLogs } from '../../system/event-logs.ts';

/** Lists the events of one aggregate (an order, a payment, a product), as they were published. */
export const contract = {
  method: 'GET',
  path: '/admin/events',
  call: 'admin.events.list',
  access: 'staff:platform',
  summary: 'Every event of one aggregate, oldest first',
  query: z.strictObject({
    ...pageQuery,
    aggregate: z
      .string()
      .check(z.regex(/^[A-Za-z0-9_#.:-]{3,100}$/))
      .check(z.describe('The id of what the events are about, such as an order’s.')),
  }),
  returns: { 200: pageOf(Envelope) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query }) => ok(await eventsOf(await eventLogs(), query)));
