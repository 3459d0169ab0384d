import type { Gets, RequestItems } from './request.ts';

/** Splits a batch in two, by the place of its items: what goes on, and what is answered as unprocessed. */
export const splitBatch = (
  items: RequestItems,
  heldBack: ReadonlySet<number>,
): { readonly sent: RequestItems; readonly unprocessed: RequestItems } => {
  const sent: Record<string, RequestItems[string]> = {};
  const unprocessed: Record<string, RequestItems[string]> = {};
  let place = 0;
  for (const [table, asked] of Object.entries(items)) {
    const all: readonly object[] = 'Keys' in asked ? asked.Keys : asked;
    const here = place;
    place += all.length;
    for (const [into, wanted] of [
      [sent, false],
      [unprocessed, true],
    ] as const) {
      const part = all.filter((_, index) => heldBack.has(here + index) === wanted);
      if (part.length > 0) into[table] = ('Keys' in asked ? { ...asked, Keys: part } : part) as RequestItems[string];
    }
  }
  return { sent, unprocessed };
};

/** What is left of a batch: ours, and what the engine itself did not get done. */
export const joinBatches = (one: RequestItems, other: RequestItems): RequestItems => {
  const joined: Record<string, RequestItems[string]> = { ...one };
  for (const [table, more] of Object.entries(other)) {
    const there = joined[table];
    if (there === undefined) joined[table] = more;
    else if ('Keys' in more) joined[table] = { ...more, Keys: [...(there as Gets).Keys, ...more.Keys] };
    else joined[table] = [...(there as readonly never[]), ...(more as readonly never[])];
  }
  return joined;
};
