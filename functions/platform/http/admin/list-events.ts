import * as z from 'zod/mini';
import { nowMs } from '#lib/clock.ts';
import { type Contract, Day, pageOf, pageQuery } from '#lib/contract.ts';
import { Envelope } from '#lib/event.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { RangeRefused } from '../../../orders/refusals.ts';
import { eventsOf } from '../../event-log.ts';
import { findEvents } from '../../find-events.ts';
import { EventTypeUnknown } from '../../refusals.ts';
import { eventLists } from '../../system/event-lists.ts';
import { eventLogs } from '../../system/event-logs.ts';

/** A day of the calendar in UTC, or a moment. */
const Moment = z.union(
  [Day, z.iso.datetime({ offset: true })],
  'must be a day like 2026-11-27, or a time with its zone, like 2026-11-27T20:00:00Z',
);

/** Lists the events of one aggregate (an order, a payment), or of one type, as they were published. */
export const contract = {
  method: 'GET',
  path: '/admin/events',
  call: 'admin.events.list',
  access: 'staff:platform',
  summary: 'Every event of one aggregate, oldest first; or of one type, newest first.',
  description: 'Of a type, from one moment to another: the last seven days without, at most 31. A page may be short.',
  query: z
    .strictObject({
      ...pageQuery,
      aggregate: z
        .optional(z.string().check(z.regex(/^[A-Za-z0-9_#.:-]{3,100}$/)))
        .check(z.describe('The id of what the events are about, such as an order’s.')),
      type: z
        .optional(z.string().check(z.regex(/^[a-z]{1,30}\.[a-z-]{1,40}$/, 'must be a type of event, like order.paid')))
        .check(z.describe('What happened: `order.paid`.')),
      from: z.optional(Moment).check(z.describe('From this day (UTC) or moment on.')),
      to: z.optional(Moment).check(z.describe('Up to the end of this day (UTC), or before this moment.')),
    })
    .check(
      z.refine(({ aggregate, type }) => aggregate !== undefined || type !== undefined, {
        path: ['aggregate'],
        error: 'is missing: name an aggregate or a type',
      }),
    ),
  refuses: [EventTypeUnknown, RangeRefused],
  returns: { 200: pageOf(Envelope) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query: { aggregate, type = '', ...more } }) =>
  ok(
    aggregate === undefined
      ? await findEvents(await eventLists(), { type, ...more }, nowMs())
      : await eventsOf(await eventLogs(), { aggregate, type: type || undefined, ...more }),
  ),
);
