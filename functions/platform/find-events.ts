import { encodeTime } from 'ulid';
import * as z from 'zod/mini';
import { isoTime, msOf } from '#lib/clock.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { Envelope, eventKey } from '#lib/event.ts';
import { queryNewest } from '#lib/sharded-list.ts';
import { batchGet, type Item, type Key, tableOf } from '#lib/table.ts';
import { RangeRefused } from '../orders/refusals.ts';
import { EventTypeUnknown } from './refusals.ts';
import type { ListedType } from './system/event-lists.ts';

const [USUAL_DAYS, MOST_DAYS, DAY_MS] = [7, 31, 86_400_000];
/** Other functions' clocks may be so far ahead. */
const AHEAD_MS = 60_000;
/** An aggregate gets its id just before the moment that its first event tells. */
const BEFORE_MS = 1000;

/** A span of time: at or after the first moment, before the second; milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * Reads the span that a request names by days (in UTC, both within) or moments (the last without).
 * @throws Refusal 422 `range-refused`: backwards
 */
export const spanOf = ({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}): Span => {
  const until = to === undefined ? Number.POSITIVE_INFINITY : msOf(to) + (to.length === 10 ? DAY_MS : 0);
  if (from !== undefined && until <= msOf(from)) throw backwards(from, to);
  return { from: from === undefined ? 0 : Math.max(0, msOf(from)), until: Math.max(0, until) };
};

const backwards = (from: string, to = 'now') => new RangeRefused(`From ${from} to ${to} is backwards.`, { from, to });

/** Whether an event was in a span. */
export const isWithin = ({ timestamp }: Envelope, { from, until }: Span): boolean =>
  msOf(timestamp) >= from && msOf(timestamp) < until;

interface Asked {
  readonly type: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Finds a page of the events of a type, newest first, those of one day a page: nine calls, with any number of events. A
 * page may be empty, with more behind it. Without days it is the last seven.
 * @param now milliseconds since 1970
 * @throws Refusal 422 `event-type-unknown`, with the types that there are; `range-refused`: backwards, or above 31 days
 */
export const findEvents = async (types: readonly ListedType[], asked: Asked, now: number) => {
  const { type, limit, cursor } = asked;
  const listed = types.find((one) => one.type === type);
  if (!listed) throw unknownType(type, types);
  const span = boundedSpan(asked, now);
  const name = `events of ${type} ${asked.from ?? ''} ${asked.to ?? ''}`;
  const position = fromCursor(name, cursor) as { day: string; below?: string } | undefined;
  const [day, dayBefore] = daysOf(span).filter((one) => !position || one <= position.day);
  if (day === undefined) return { items: [], nextCursor: null };
  const { name: partition, prefix } = listed.list;
  const bound = (at: number): string => `${prefix}_${encodeTime(Math.max(0, at), 10)}`;
  const { items, last } = await queryNewest(tableOf(listed.module), {
    partition: (number) => `${partition}#${day}#${number}`,
    index: 'gsi1',
    prefix,
    limit,
    from: bound(span.from - BEFORE_MS),
    after: { below: (position?.day === day ? position.below : undefined) ?? bound(span.until) },
  });
  const next = last ? { day, ...last } : dayBefore === undefined ? undefined : { day: dayBefore };
  const events = await readEvents(listed, items.map(eventKeyOf));
  return {
    items: events.filter((event) => isWithin(event, span)),
    nextCursor: toCursor(name, next),
  };
};

const unknownType = (type: string, types: readonly ListedType[]) => {
  const known = types.map((one) => one.type).sort();
  const detail = `There are no kept events of the type ${JSON.stringify(type)}; there are ${known.join(', ')}.`;
  return new EventTypeUnknown(detail, { types: known });
};

const boundedSpan = (asked: Asked, now: number): Span => {
  const { from, until } = spanOf(asked);
  const end = Math.min(until, now + AHEAD_MS);
  if (asked.from !== undefined && end <= from) throw backwards(asked.from, asked.to);
  const span = { from: asked.from === undefined ? Math.max(0, end - USUAL_DAYS * DAY_MS) : from, until: end };
  if (daysOf(span).length <= MOST_DAYS) return span;
  const detail = `${isoTime(span.from)} to ${isoTime(span.until)} is more than ${MOST_DAYS} days; ask for fewer.`;
  throw new RangeRefused(detail, { days: MOST_DAYS });
};

/** The calendar days in UTC of a span, newest first; one more than a page may be of shows that they are too many. */
const daysOf = ({ from, until }: Span): string[] => {
  const days: string[] = [];
  const first = isoTime(from).slice(0, 10);
  for (let day = isoTime(until - 1).slice(0, 10); day >= first && days.length <= MOST_DAYS; ) {
    days.push(day);
    day = isoTime(msOf(day) - DAY_MS).slice(0, 10);
  }
  return days;
};

/** The key of an event in a list; in a list of aggregates it is the first one. */
const eventKeyOf = ({ pk, sk }: Item): Key =>
  String(sk).startsWith('event#') ? { pk: String(pk), sk: String(sk) } : eventKey(String(pk), 1);

const readEvents = async ({ module }: ListedType, keys: readonly Key[]): Promise<Envelope[]> => {
  const items = keys.length > 0 ? await batchGet(keys.map((key) => ({ table: tableOf(module), key }))) : [];
  return items.flatMap((item) => (item ? [z.parse(Envelope, item['event'])] : []));
};
