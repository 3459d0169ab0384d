import { log } from '#lib/log.ts';
import type { Engines } from './engines.ts';

/** Records that may pile up behind the checkpoints before they are deleted. */
const PRUNE_EVERY = 1000n;

/** Takes each consumer's checkpoint of a table's stream. */
export type Pruner = (table: string, consumer: string, checkpoint: string | undefined) => void;

/**
 * Deletes stream records that every consumer of the table has behind it, a piece at a time. Nothing goes before all
 * `consumers` of the table have said where they are.
 */
export const createPruner = (engines: Pick<Engines, 'prune'>, consumers: (table: string) => number): Pruner => {
  const checkpoints = new Map<string, Map<string, bigint>>();
  const pruned = new Map<string, bigint>();

  const prune = async (table: string, before: bigint): Promise<void> => {
    while ((await engines.prune(table, String(before))) > 0);
  };

  return (table, consumer, checkpoint) => {
    const known = checkpoints.get(table) ?? new Map<string, bigint>();
    checkpoints.set(table, known.set(consumer, BigInt(checkpoint ?? 0)));
    const behind = [...known.values()].reduce((least, one) => (one < least ? one : least), 1n << 128n);
    if (known.size < consumers(table) || behind - (pruned.get(table) ?? 0n) < PRUNE_EVERY) return;
    pruned.set(table, behind);
    prune(table, behind).catch((error: unknown) => log.error('stream log not pruned', error, { table }));
  };
};
