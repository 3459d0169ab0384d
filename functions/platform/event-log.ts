import * as z from 'zod/mini';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { Envelope } from '#lib/event.ts';
import { type Item, query, tableOf } from '#lib/table.ts';
import { isWithin, spanOf } from './find-events.ts';

interface EventsInput {
  readonly aggregate: string;
  /** Only events of this type, and of this span: a page may be short. */
  readonly type?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Reads the events of one aggregate, oldest first. Which module owns an id is not known here, so every event log is
 * queried, one small query each, side by side; a page goes through the modules in the order of their names.
 */
export const eventsOf = async (modules: readonly string[], { aggregate, limit, cursor, ...asked }: EventsInput) => {
  const span = spanOf(asked);
  const list = `events ${aggregate}`;
  const after = fromCursor(list, cursor);
  const left = modules.filter((module) => !after || module >= String(after['module']));
  const pages = await Promise.all(
    left.map(async (module) => {
      const { items, last } = await query(tableOf(module), {
        pk: aggregate,
        begins: 'event#',
        limit: limit + 1,
        after: after && module === after['module'] ? { pk: aggregate, sk: String(after['sk']) } : undefined,
      });
      return { more: last !== undefined, found: items.map((item) => ({ module, item })) };
    }),
  );
  const found = pages.flatMap((page) => page.found);
  const shown = found.slice(0, limit);
  const end = shown.at(-1);
  const more = found.length > limit || pages.some((page) => page.more);
  return {
    items: shown
      .map(({ item }) => eventIn(item))
      .filter((event) => (asked.type === undefined || event.type === asked.type) && isWithin(event, span)),
    nextCursor: toCursor(list, more && end ? { module: end.module, sk: end.item['sk'] } : undefined),
  };
};

const eventIn = (item: Item): Envelope => z.parse(Envelope, item['event']);
