import * as z from 'zod/mini';
import { refusal } from '#lib/problem.ts';
import { partitionOf } from '#lib/sharded-list.ts';
import { putNew, query, tableOf, type Write } from '#lib/table.ts';
import { Row } from './sales.ts';

const table = tableOf('reports');
const SHARDS = 8;

/** A day's rows lie in eight partitions, by their id. */
const partition = (day: string, shard: number): string => `sale#${day}#${shard}`;

/** One row per order and per refund: refused when it is there. `id` is the order's or the refund's. */
export const newRow = (day: string, id: string, row: Row): Write =>
  putNew(table, { pk: partition(day, partitionOf(id, SHARDS)), sk: id, type: row.kind, ...row });

/** The most rows that one request adds up. */
const MOST_ROWS = 40_000;

/** Every row of some days. @throws Refusal 422 beyond 40,000 */
export const rowsOf = async (days: readonly string[]): Promise<Map<string, Row[]>> => {
  const rows = new Map<string, Row[]>();
  let count = 0;
  for (const day of days) {
    const found = await Promise.all(
      Array.from({ length: SHARDS }, (_, shard) => readPartition(partition(day, shard), MOST_ROWS - count)),
    );
    rows.set(day, found.flat());
    count += found.flat().length;
    if (count > MOST_ROWS) throw tooMany();
  }
  return rows;
};

const tooMany = () =>
  refusal(422, 'too-many-rows', `A report adds up at most ${MOST_ROWS} orders and refunds; ask for fewer days.`);

const readPartition = async (pk: string, most: number): Promise<Row[]> => {
  const rows: Row[] = [];
  let after: Record<string, unknown> | undefined;
  do {
    const page = await query(table, { pk, limit: 1000, after });
    rows.push(...page.items.map((item) => z.parse(Row, item)));
    after = page.last;
    if (rows.length > most) throw tooMany();
  } while (after);
  return rows;
};
