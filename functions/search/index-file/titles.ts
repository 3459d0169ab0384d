import type { DatabaseSync } from 'node:sqlite';
import type { Columns } from './columns.ts';

/** Documents without a place from which on all get new ones: a walk over the index costs less than so many look-ups. */
const MANY = 500;

/**
 * Keeps the order of titles, and of ids among those of one title, as a number of each document (`columns.title`), so that
 * sorting compares numbers and reads no text. A changed document gets the number halfway between its neighbours.
 */
export const titlesOf = (db: DatabaseSync, columns: Columns) => {
  const inOrder = db.prepare('SELECT number FROM document ORDER BY title, id');
  const keyOf = db.prepare('SELECT title, id FROM document WHERE number = ?');
  const before = db.prepare(
    'SELECT number FROM document WHERE (title, id) < (?, ?) ORDER BY title DESC, id DESC LIMIT 1',
  );
  const behind = db.prepare('SELECT number FROM document WHERE (title, id) > (?, ?) ORDER BY title, id');
  const unplaced = new Set<number>();

  const placeOf = (number: unknown): number => columns.title[Number(number)] ?? Number.NaN;
  const placeAll = (): void => {
    let place = 0;
    for (const { number } of inOrder.iterate()) {
      place += 1;
      columns.title[Number(number)] = place;
    }
  };
  const placeBefore = (title: string, id: string): number => {
    const lower = before.get(title, id);
    return lower ? placeOf(lower['number']) : 0;
  };
  /** The place of the first document behind a title that has one. */
  const placeBehind = (title: string, id: string): number => {
    for (const { number } of behind.iterate(title, id)) {
      const place = placeOf(number);
      if (!Number.isNaN(place)) return place;
    }
    return Number.POSITIVE_INFINITY;
  };
  /** Between its neighbours; undefined where no number is left between them. */
  const placeBetween = (title: string, id: string): number | undefined => {
    const low = placeBefore(title, id);
    const high = placeBehind(title, id);
    const place = high === Number.POSITIVE_INFINITY ? low + 1 : (low + high) / 2;
    return place > low && place < high ? place : undefined;
  };
  /** Places what was noted; answers false where no number is left between two. */
  const placeEach = (): boolean => {
    const keys = [...unplaced].flatMap((number) => {
      const key = keyOf.get(number);
      return key ? [{ number, title: String(key['title']), id: String(key['id']) }] : [];
    });
    // In their order, so that the one before has a place already.
    for (const { number, title, id } of keys.sort((a, b) => compare(a.title, b.title) || compare(a.id, b.id))) {
      const found = placeBetween(title, id);
      if (found === undefined) return false;
      columns.title[number] = found;
    }
    return true;
  };
  const place = (): void => {
    if (unplaced.size > MANY || !placeEach()) placeAll();
    unplaced.clear();
  };

  return {
    /** Notes that a document has come, or changed. */
    note: (number: number): void => void unplaced.add(number),
    /** Places every document; until then those that were noted have no place. */
    place,
    placeAll,
    /** Answers the place of the document before a title and an id, which need not be there themselves. */
    placeBefore,
  };
};
export type Titles = ReturnType<typeof titlesOf>;

/** Compares as SQLite does: by code points in UTF-8, not by units of UTF-16. */
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
