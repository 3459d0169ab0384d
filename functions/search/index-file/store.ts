import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { fold } from '../analysis/fold.ts';
import type { SearchDocument } from '../document.ts';
import type { Columns } from './columns.ts';
import { factsOf, spansOf } from './facts.ts';
import { textColumns } from './schema.ts';
import { statisticsOf } from './statistics.ts';
import { textOf } from './text-of.ts';
import type { Titles } from './titles.ts';
import type { Typos } from './typos.ts';
import type { Values } from './values.ts';

/** A document to store, or one to remove. */
export interface Change {
  readonly id: string;
  readonly document: SearchDocument | undefined;
}

/** Reads a stored document: text as it was applied, or deflated once it is sealed. */
export const documentIn = (body: unknown): SearchDocument =>
  JSON.parse(typeof body === 'string' ? body : inflateRawSync(body as Uint8Array).toString()) as SearchDocument;

/** A document on its way into the tables; `isText`: the full text has to change. */
interface Stored {
  readonly number: number;
  readonly isNew: boolean;
  readonly document: SearchDocument;
  readonly body: string;
  readonly digest: string;
  readonly isText: boolean;
}

/** Tells one state of a document from another, and then whether the full text has anything else of it. */
const digestOf = (document: SearchDocument, body: string): string => {
  const { units, createdAt, shown, ...text } = document;
  const facts = factsOf(document, []);
  const terms = JSON.stringify([text, facts.available, [...spansOf(facts)]]);
  return `${hash('sha1', body, 'base64url')} ${hash('sha1', terms, 'base64url')}`;
};
const textIn = (digest: string): string | undefined => digest.split(' ')[1];

/** What is held in memory beside the file; the first two once anything was asked. */
interface Held {
  readonly columns: () => Columns | undefined;
  readonly titles: () => Titles | undefined;
  readonly values: Values;
  readonly typos: Typos;
}

/** Writes documents into the tables of a file, and into what is held of them. */
export const storeOf = (db: DatabaseSync, { columns, titles, values, typos }: Held) => {
  const find = db.prepare('SELECT number, digest FROM document WHERE id = ?');
  const last = db.prepare('SELECT max(number) AS number FROM document');
  const names = Object.keys(textColumns) as (keyof typeof textColumns)[];
  const addText = db.prepare(
    `INSERT INTO text (rowid, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})`,
  );
  const add = db.prepare('INSERT INTO document (title, digest, facts, number, id) VALUES (?, ?, ?, ?, ?)');
  const change = db.prepare('UPDATE document SET title = ?, digest = ?, facts = ? WHERE number = ?');
  const putBody = db.prepare('INSERT OR REPLACE INTO body (number, body) VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM document WHERE number = ?');
  const removeBody = db.prepare('DELETE FROM body WHERE number = ?');
  const statistics = statisticsOf(db);
  /** What columns and titles have to take over once the file has it. */
  let done: (() => void)[] = [];

  /** Stores a document beside the full text. @returns its terms by column */
  const store = ({ number, isNew, document, body, digest, isText }: Stored): string[] | undefined => {
    const numbers = values.numbersOf(document);
    const facts = factsOf(document, numbers);
    const row = [fold(document.title), digest, JSON.stringify(facts), number] as const;
    if (isNew) add.run(...row, document.id);
    else change.run(...row);
    putBody.run(number, body);
    done.push(() => {
      columns()?.put(number, facts);
      titles()?.note(number);
    });
    if (!isText) return undefined;
    const groups = numbers.map((one) => values.groupOf[one] ?? one);
    const text = textOf(document, facts, groups);
    typos.add(text.words);
    return names.map((name) => text.columns[name].join(' '));
  };
  /**
   * Takes the last change of each id. The full text gets first all removals, then what is stored in the order of its number,
   * with no other statement between: it gathers only what comes so, and writes a segment for each document otherwise.
   */
  const take = (changes: readonly Change[]): void => {
    const stored: Stored[] = [];
    let next = Number(last.get()?.['number'] ?? 0) + 1;
    for (const { id, document } of new Map(changes.map((change) => [change.id, change])).values()) {
      const found = find.get(id);
      // A changed document keeps its number, and so its place before the cut.
      const known = found && Number(found['number']);
      if (document === undefined) {
        if (known === undefined) continue;
        statistics.remove(known);
        remove.run(known);
        removeBody.run(known);
        done.push(() => columns()?.remove(known));
        continue;
      }
      const body = JSON.stringify(document);
      const digest = digestOf(document, body);
      const before = String(found?.['digest'] ?? '');
      if (before === digest) continue;
      const isText = textIn(before) !== textIn(digest);
      if (known !== undefined && isText) statistics.remove(known);
      stored.push({ number: known ?? next, isNew: known === undefined, document, body, digest, isText });
      if (known === undefined) next += 1;
    }
    stored.sort((a, b) => a.number - b.number);
    const texts = stored.map(store);
    for (const [index, { number }] of stored.entries()) {
      const text = texts[index];
      if (text) addText.run(number, ...text);
    }
  };

  return {
    /** Deflates the documents as they are stored: less to send and to load, at a cost that changes do not bear. */
    deflate(): void {
      const stored = db.prepare('SELECT body FROM body WHERE number = ?');
      for (const { number } of db.prepare('SELECT number FROM body').all()) {
        const body = stored.get(number as number)?.['body'];
        if (typeof body === 'string') putBody.run(number as number, deflateRawSync(body));
      }
    },
    /** Stores and removes in one transaction: all of it, or nothing where it throws. */
    apply(changes: readonly Change[]): void {
      db.exec('BEGIN IMMEDIATE');
      try {
        take(changes);
        if (done.length > 0) db.exec('DELETE FROM sealed');
        statistics.settle();
        db.exec('COMMIT');
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        statistics.forget();
        values.forget();
        typos.forget();
        done = [];
        throw error;
      }
      for (const one of done) one();
      done = [];
    },
  };
};
