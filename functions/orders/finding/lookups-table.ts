import { partitionOf, queryNewest } from '#lib/sharded-list.ts';
import { put, query, transact, write } from '#lib/table.ts';
import type { Order } from '../order/order.ts';
import { plainNumber } from '../order/order-number.ts';
import { idBetween, table } from '../order/orders-table.ts';

/**
 * What an order is looked up by besides its id, its day and its buyer: derived from `order.placed`, keys only, never
 * changed. An order has one item for each variant in it:
 *
 * | item | pk | sk | gsi1pk | gsi1sk |
 * |---|---|---|---|---|
 * | lookup | `number#<plain number>` | `<order>#<variant>` | `variant#<variant>#<0..7>` | `<order>` |
 */
const numberPartition = (number: string): string => `number#${plainNumber(number)}`;
const variantPartition = (variantId: string, shard: number): string => `variant#${variantId}#${shard}`;

/** Of some orders under one number; there is one, unless two ids drew the same 60 bits. */
const MOST_UNDER_A_NUMBER = 100;

/**
 * Puts what an order is looked up by; a repeat puts the same. One call, and two write units for an order of one variant;
 * with more they are one transaction of three units each.
 */
export const putLookups = async (order: {
  readonly id: string;
  readonly number: string;
  readonly lines: readonly Pick<Order['lines'][number], 'variantId'>[];
}): Promise<void> => {
  const { id, number } = order;
  const writes = [...new Set(order.lines.map(({ variantId }) => variantId))].map((variantId) =>
    put(table, {
      pk: numberPartition(number),
      sk: `${id}#${variantId}`,
      type: 'lookup',
      gsi1pk: variantPartition(variantId, partitionOf(id)),
      gsi1sk: id,
    }),
  );
  const [first, ...more] = writes;
  if (first) await (more.length === 0 ? write(first) : transact(writes));
};

/** Reads the ids of the orders that have a number, in any spelling: one call. */
export const orderIdsOfNumber = async (number: string): Promise<string[]> => {
  const { items } = await query(table, { pk: numberPartition(number), limit: MOST_UNDER_A_NUMBER });
  return [...new Set(items.map((item) => String(item['gsi1sk'])))];
};

/**
 * Reads ids of orders of a variant, newest first: eight calls, whatever the number of orders.
 * @param span milliseconds since 1970: placed at or after the first, before the second
 * @param below the id to go on below
 */
export const orderIdsOfVariant = async (
  variantId: string,
  span: { readonly from: number; readonly until: number },
  limit: number,
  below: string | undefined,
): Promise<{ ids: string[]; last: string | undefined }> => {
  const [from, until] = idBetween(span, below);
  if (until <= from) return { ids: [], last: undefined };
  const { items, last } = await queryNewest(table, {
    partition: (shard) => variantPartition(variantId, shard),
    index: 'gsi1',
    prefix: 'ord',
    limit,
    from,
    after: { below: until },
  });
  return { ids: items.map((item) => String(item['gsi1sk'])), last: last?.below };
};
