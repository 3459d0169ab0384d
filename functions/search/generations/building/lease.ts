import { newId } from '#lib/id.ts';
import { put, type Ref, remove, writeIf } from '#lib/table.ts';
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
  const lease: Lease = {
    renew: (at, forMs = LEASE_MS) =>
      writeIf(
        put(
          table,
          { ...leaseAt.key, type: 'lease', holder, until: at + forMs },
          { if: 'attribute_not_exists(pk) OR #holder = :holder OR #until < :now', values: { holder, now: at } },
        ),
      ),
    release: async () =>
      void (await writeIf(remove(table, leaseAt.key, { if: '#holder = :holder', values: { holder } }))),
  };
  return (await lease.renew(now)) ? lease : undefined;
};
