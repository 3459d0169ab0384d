import type { DatabaseSync } from 'node:sqlite';
import type { Facts } from './facts.ts';

type Numbers = Uint8Array | Uint32Array | Float64Array;

/** Numbers by index, outside of the heap; grows by doubling. */
const growing = <A extends Numbers>(make: (length: number) => A, stored?: Uint8Array) => {
  let array = make(0);
  if (stored) {
    array = make(stored.byteLength / array.BYTES_PER_ELEMENT);
    new Uint8Array(array.buffer).set(stored);
  }
  return {
    get all(): A {
      return array;
    },
    /** Makes room for an index. */
    reach(index: number): A {
      if (index >= array.length) {
        const larger = make(Math.max(64, index + 1, Math.min(array.length * 2, array.length + 1_000_000)));
        larger.set(array);
        array = larger;
      }
      return array;
    },
  };
};
const bytes = (length: number) => new Uint8Array(length);
const whole = (length: number) => new Uint32Array(length);
const float = (length: number) => new Float64Array(length);

/** A moment that no clock reaches. */
const NEVER = Number.POSITIVE_INFINITY;

/** The next moments at which something that was found changes, and at which something goes; infinite for none. */
export interface NextFlips {
  next: number;
  taken: number;
}

/** Reads the columns of a sealed file, or makes empty ones. */
const columnsFrom = (stored: ReadonlyMap<string, Uint8Array>) => {
  const kind = growing(bytes, stored.get('kind'));
  const available = growing(bytes, stored.get('available'));
  const units = growing(whole, stored.get('units'));
  const createdAt = growing(float, stored.get('createdAt'));
  /** The lowest price before any flip; NaN without one. */
  const price = growing(float, stored.get('price'));
  /** Order of titles, and of ids among those of one title; NaN until it is known (titles.ts). */
  const title = growing(float, stored.get('title'));
  /** Where `clock` says what the clock changes of a document; 0: nothing. */
  const timed = growing(whole, stored.get('timed'));
  /** By timed document: shown from, until, how many flips, and of each its moment and price. */
  const clock = growing(float, stored.get('clock'));
  /** Where a document's values are in `values`, and how many. What a change leaves behind there stays until it is sealed. */
  const first = growing(whole, stored.get('first'));
  const count = growing(bytes, stored.get('count'));
  const values = growing(whole, stored.get('values'));
  const named = { kind, available, units, createdAt, price, title, timed, clock, first, count, values };
  const [ends = [0, 1, 0]] = [stored.get('ends')].map((one) => one && [...new Float64Array(one.slice().buffer)]);
  let [highest = 0, clockEnd = 1, valuesEnd = 0] = ends;

  const priceAt = (number: number, at: number): number => {
    const start = timed.all[number] ?? 0;
    let found = price.all[number] ?? Number.NaN;
    if (start === 0) return found;
    const { all } = clock;
    for (let flip = 0, flips = all[start + 2] ?? 0; flip < flips; flip += 1)
      if ((all[start + 3 + 2 * flip] ?? NEVER) <= at) found = all[start + 4 + 2 * flip] ?? found;
    return found;
  };

  return {
    /** Values by document number; of a number beyond `highest` undefined. */
    get kind() {
      return kind.all;
    },
    get available() {
      return available.all;
    },
    get units() {
      return units.all;
    },
    get createdAt() {
      return createdAt.all;
    },
    get title() {
      return title.all;
    },
    get first() {
      return first.all;
    },
    get count() {
      return count.all;
    },
    get values() {
      return values.all;
    },
    /** The highest number that a document has or had. */
    get highest() {
      return highest;
    },
    priceAt,
    /** Answers whether a document is shown at a moment. */
    isShown(number: number, at: number): boolean {
      const start = timed.all[number] ?? 0;
      return start === 0 || ((clock.all[start] ?? 0) <= at && at < (clock.all[start + 1] ?? 0));
    },
    /** Notes the next moments after one at which a document changes by the clock. */
    noteFlips(number: number, at: number, flips: NextFlips): void {
      const start = timed.all[number] ?? 0;
      if (start === 0) return;
      const { all } = clock;
      const [from = NEVER, until = NEVER, prices = 0] = [all[start], all[start + 1], all[start + 2]];
      const note = (moment: number, takesAway: boolean): void => {
        if (moment <= at) return;
        if (moment < flips.next) flips.next = moment;
        if (takesAway && moment < flips.taken) flips.taken = moment;
      };
      note(from, false);
      note(until, true);
      for (let flip = 0; flip < prices; flip += 1) note(all[start + 3 + 2 * flip] ?? NEVER, true);
    },
    put(number: number, facts: Facts): void {
      highest = Math.max(highest, number);
      kind.reach(number)[number] = facts.kind;
      available.reach(number)[number] = facts.available ? 1 : 0;
      units.reach(number)[number] = facts.units;
      createdAt.reach(number)[number] = facts.createdAt;
      price.reach(number)[number] = facts.price ?? Number.NaN;
      title.reach(number)[number] = Number.NaN;
      timed.reach(number)[number] = 0;
      if (facts.from !== null || facts.until !== null || facts.flips.length > 0) {
        const entry = [facts.from ?? -NEVER, facts.until ?? NEVER, facts.flips.length, ...facts.flips.flat()];
        clock.reach(clockEnd + entry.length).set(entry, clockEnd);
        timed.all[number] = clockEnd;
        clockEnd += entry.length;
      }
      first.reach(number)[number] = valuesEnd;
      count.reach(number)[number] = facts.values.length;
      values.reach(valuesEnd + facts.values.length).set(facts.values, valuesEnd);
      valuesEnd += facts.values.length;
    },
    remove(number: number): void {
      if (number < kind.all.length) kind.all[number] = 0;
    },
    /** Stores them in a file that is sealed. */
    save(db: DatabaseSync): void {
      const store = db.prepare('INSERT INTO sealed (name, data) VALUES (?, ?)');
      const lengths: Record<string, number> = { clock: clockEnd, values: valuesEnd };
      for (const [name, { all }] of Object.entries(named)) {
        const used = all.slice(0, lengths[name] ?? highest + 1);
        store.run(name, new Uint8Array(used.buffer));
      }
      store.run('ends', new Uint8Array(new Float64Array([highest, clockEnd, valuesEnd]).buffer));
    },
  };
};
export type Columns = ReturnType<typeof columnsFrom>;

/** Loads the columns: as a sealed file has them, or out of every document's facts. */
export const loadColumns = (db: DatabaseSync): Columns => {
  const stored = new Map(
    db
      .prepare('SELECT name, data FROM sealed')
      .all()
      .map(({ name, data }) => [String(name), data as Uint8Array]),
  );
  const columns = columnsFrom(stored);
  if (stored.size > 0) return columns;
  for (const { number, facts } of db.prepare('SELECT number, facts FROM document').iterate())
    columns.put(Number(number), JSON.parse(String(facts)) as Facts);
  return columns;
};
