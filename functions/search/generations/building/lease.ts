import { newId } from '#lib/id.ts';
import { type Condition, put, type Ref, remove, writeIf } from '#lib/table.ts';
import { table } from '../log-table.ts';

/**
 * Who builds at the moment. It saves work and decides nothing: what two builders make is told apart by the pointer’s condition.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | lease of the builder | `builder` | `lease` |
 */
const leaseAt: Ref = { table, key: { pk: 'builder', sk: 'lease' } };
const LEASE_MS = 60_000;

export interface Lease {
  /** Has it for another 60 s, or more for a step that cannot renew it. Answers whether it is still this one’s. @param now milliseconds since 1970 */
  renew(now: number, forMs?: number): Promise<boolean>;
  release(): Promise<void>;
}

/** Takes the lease for 60 s, unless another builder has it. */
export const takeLease = async (now: number): Promise<Lease | undefined> => {
  const holder = newId('bld');
  const hold = (until: number, condition: Condition): Promise<boolean> =>
    writeIf(put(table, { ...leaseAt.key, type: 'lease', holder, until }, condition));
  const mine = { if: '#holder = :holder', values: { holder } };
  // Its own where the answer to the same put was lost.
  const free = {
    if: 'attribute_not_exists(pk) OR #until < :now OR #holder = :holder',
    values: { now, holder },
  };
  if (!(await hold(now + LEASE_MS, free))) return undefined;
  return {
    renew: (at, forMs = LEASE_MS) => hold(at + forMs, mine),
    release: async () => void (await writeIf(remove(table, leaseAt.key, mine))),
  };
};
