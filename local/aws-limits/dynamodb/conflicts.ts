export type Operation = 'write' | 'write-transaction' | 'read-transaction';

interface Visit {
  readonly operation: Operation;
  readonly items: readonly string[];
  /** Of a read transaction: places of items that were written meanwhile. */
  readonly overtaken: Set<number>;
}

export type Entry =
  /** Places of the items that somebody else is at; nothing was entered. */
  | { readonly conflicts: readonly number[] }
  /** `leave` ends the visit; it answers the places of a read transaction's items that were written meanwhile. */
  | { readonly leave: () => readonly number[] };

/** Who has to yield when it meets whom on an item. Writes of single items wait for each other, and so never conflict. */
const yieldsTo: Record<Operation, ReadonlySet<Operation>> = {
  write: new Set<Operation>(['write-transaction']),
  'write-transaction': new Set<Operation>(['write', 'write-transaction']),
  'read-transaction': new Set<Operation>(['write', 'write-transaction']),
};

/**
 * Who is at which item: what makes a TransactionConflict. An operation is at its items from its arrival until it is
 * answered; the second one yields, except that a write is not kept up by a read transaction, which is cancelled.
 * Plain reads never conflict and do not come here.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 * and, for a transaction that meets a plain write ("an ongoing operation is in the process of updating the same item"),
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const createConflicts = () => {
  const visits = new Map<string, Set<Visit>>();

  const leave = (visit: Visit): readonly number[] => {
    for (const item of visit.items) {
      const here = visits.get(item);
      here?.delete(visit);
      if (here?.size === 0) visits.delete(item);
    }
    return [...visit.overtaken].toSorted((a, b) => a - b);
  };

  return {
    enter(operation: Operation, items: readonly string[]): Entry {
      const conflicts = items.flatMap((item, place) =>
        [...(visits.get(item) ?? [])].some((other) => yieldsTo[operation].has(other.operation)) ? [place] : [],
      );
      if (conflicts.length > 0) return { conflicts };
      const visit: Visit = { operation, items, overtaken: new Set() };
      for (const item of items) {
        const here = visits.get(item) ?? new Set();
        if (operation !== 'read-transaction') for (const other of here) other.overtaken.add(other.items.indexOf(item));
        visits.set(item, here.add(visit));
      }
      return { leave: () => leave(visit) };
    },
    /** Items that somebody is at; 0 when all is quiet. */
    get busy(): number {
      return visits.size;
    },
  };
};
export type Conflicts = ReturnType<typeof createConflicts>;
