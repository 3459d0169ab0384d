import * as z from 'zod/mini';
import { type Item, type Key, put, type Ref, type Write } from '#lib/table.ts';
import { table } from '../counters/shard-table.ts';
import { LedgerSums, noSums } from './ledger-sums.ts';

/** What sweep and audit keep in the inventory table: marks and sums of each shard, and where the schedule goes on. */

/** `low`: every ticket below is final. `swept`: every ticket below is there. */
export const Marks = z.object({ low: z.int(), swept: z.int() });
export type Marks = z.infer<typeof Marks>;
const marksKey = (stockKey: string, shard: number): Key => ({ pk: `low#${stockKey}#${shard}`, sk: 'marks' });
/** Names where the marks of a shard lie, to read them. */
export const marksAt = (stockKey: string, shard: number): Ref => ({ table, key: marksKey(stockKey, shard) });
/** Parses the marks of a shard, units of its counter; both 0 where no sweep has been. @throws ZodError */
export const marksFrom = (item: Item | undefined): Marks => (item ? z.parse(Marks, item) : { low: 0, swept: 0 });
/** Makes the write that raises the marks of a shard; it fails where another sweep has raised them further. */
export const marksWrite = (stockKey: string, shard: number, marks: Marks): Write =>
  put(
    table,
    { ...marksKey(stockKey, shard), ...marks },
    {
      if: 'attribute_not_exists(pk) OR (#low <= :low AND #swept <= :swept)',
      values: { low: marks.low, swept: marks.swept },
    },
  );

const sumsKey = (stockKey: string, shard: number): Key => ({ pk: `audit#${stockKey}#${shard}`, sk: 'sums' });
/** Names where the sums of a shard lie, to read them. */
export const sumsAt = (stockKey: string, shard: number): Ref => ({ table, key: sumsKey(stockKey, shard) });
/** Parses the sums of a shard; those of an empty ledger where none were raised yet. @throws ZodError */
export const sumsFrom = (item: Item | undefined): LedgerSums => (item ? z.parse(LedgerSums, item) : noSums);
/** Makes the write that raises the sums of a shard, if they are still as they were read (`before`). */
export const sumsWrite = (stockKey: string, shard: number, sums: LedgerSums, before: LedgerSums): Write =>
  put(
    table,
    { ...sumsKey(stockKey, shard), ...sums },
    {
      if: 'attribute_not_exists(pk) OR (#through = :through AND #below = :below)',
      values: { through: before.through, below: before.below },
    },
  );

/** Where the schedule that audits went on: it takes turns, so that two at once do not both count. */
export const Turn = z.object({ turn: z.int(), list: z.int(), after: z.optional(z.string()) });
export type Turn = z.infer<typeof Turn>;
const turnKey: Key = { pk: 'audit#stock', sk: 'turn' };
export const turnAt: Ref = { table, key: turnKey };
/** Parses where the audit goes on; the beginning where it has not run. @throws ZodError */
export const turnFrom = (item: Item | undefined): Turn => (item ? z.parse(Turn, item) : { turn: 0, list: 0 });
/** Makes the write that stores where the next audit goes on. */
export const turnWrite = (turn: Turn): Write =>
  put(
    table,
    { ...turnKey, ...turn },
    { if: 'attribute_not_exists(pk) OR #turn = :before', values: { before: turn.turn - 1 } },
  );
