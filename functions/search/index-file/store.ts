import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { fold } from '../analysis/fold.ts';
import type { SearchDocument } from '../document.ts';
import type { Columns } from './columns.ts';
import { factsOf } from './facts.ts';
import { textColumns } from './schema.ts';
import { statisticsOf } from './statistics.ts';
import { textOf, wordsIn } from './text-of.ts';
import type { Titles } from './titles.ts';
import type { Typos } from './typos.ts';
import type { Values } from './values.ts';

/** A document to store, or one to remove. */
export interface Change {
  readonly id: string;
  readonly document: SearchDocument | undefined;
}

const deflate = (document: SearchDocument): Buffer => deflateRawSync(JSON.stringify(document), { level: 1 });
/** Reads a stored document. */
export const inflate = (body: Uint8Array): SearchDocument =>
  JSON.parse(inflateRawSync(body).toString()) as SearchDocument;

/** What is held in memory beside the file; the first two once anything was asked. */
interface Held {
  readonly columns: () => Columns | undefined;
  readonly titles: () => Titles | undefined;
  readonly values: Values;
  readonly typos: Typos;
}

/** Writes documents into the tables of a file, and into what is held of them. */
export const storeOf = (db: DatabaseSync, { columns, titles, values, typos }: Held) => {
  const find = db.prepare('SELECT document.number, body FROM document JOIN body USING (number) WHERE id = ?');
  const last = db.prepare('SELECT max(number) AS number FROM document');
  const names = Object.keys(textColumns) as (keyof typeof textColumns)[];
  const addText = db.prepare(
    `INSERT INTO text (rowid, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})`,
  );
  const put = db.prepare('INSERT OR REPLACE INTO document (number, id, title, facts) VALUES (?, ?, ?, ?)');
  const putBody = db.prepare('INSERT OR REPLACE INTO body (number, body) VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM document WHERE number = ?');
  const removeBody = db.prepare('DELETE FROM body WHERE number = ?');
  const statistics = statisticsOf(db);
  /** What columns and titles have to take over once the file has it. */
  let done: (() => void)[] = [];

  const store = (number: number, document: SearchDocument, body: Uint8Array): void => {
    const numbers = values.numbersOf(document);
    const facts = factsOf(document, numbers);
    const text = textOf(
      document,
      facts,
      numbers.map((one) => values.groupOf[one] ?? one),
    );
    typos.add(wordsIn(text));
    addText.run(number, ...names.map((name) => text[name].join(' ')));
    put.run(number, document.id, fold(document.title), JSON.stringify(facts));
    putBody.run(number, body);
    done.push(() => {
      columns()?.put(number, facts);
      titles()?.note(number);
    });
  };
  const take = ({ id, document }: Change): void => {
    const stored = find.get(id);
    const known = stored && Number(stored['number']);
    if (document === undefined) {
      if (known === undefined) return;
      statistics.remove(known);
      remove.run(known);
      removeBody.run(known);
      done.push(() => columns()?.remove(known));
      return;
    }
    const body = deflate(document);
    if (stored && body.equals(stored['body'] as Uint8Array)) return;
    // A changed document keeps its number, and so its place before the cut.
    if (known !== undefined) statistics.remove(known);
    store(known ?? Number(last.get()?.['number'] ?? 0) + 1, document, body);
  };

  return {
    /** Stores and removes in one transaction: all of it, or nothing where it throws. */
    apply(changes: readonly Change[]): void {
      db.exec('BEGIN IMMEDIATE');
      try {
        for (const change of changes) take(change);
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
