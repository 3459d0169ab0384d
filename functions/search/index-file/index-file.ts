import type { DatabaseSync } from 'node:sqlite';
import { msOf } from '#lib/clock.ts';
import type { SearchDocument } from '../document.ts';
import type { Found, SearchInput, Suggested, SuggestInput } from '../engine.ts';
import { matcherOf } from './asking/matcher.ts';
import { documentsOf, search, type View } from './asking/search.ts';
import { suggest } from './asking/suggest.ts';
import { loadColumns } from './columns.ts';
import { createTables, openTables } from './schema.ts';
import { type Change, storeOf } from './store.ts';
import { titlesOf } from './titles.ts';
import { typosOf } from './typos.ts';
import { valuesOf } from './values.ts';

/** One SQLite file as an index (node:sqlite, synchronous). */
export interface IndexFile {
  /** Stores documents, in the place of older ones, and removes ids, in one transaction; a repeat changes nothing. */
  apply(changes: readonly Change[]): void;
  search(input: SearchInput): Found;
  suggest(input: SuggestInput): Suggested;
  /** Answers those of some documents that are in the index and shown at a moment, by their id. */
  byIds(ids: readonly string[], at: string): ReadonlyMap<string, SearchDocument['shown']>;
  /** Counts its documents. */
  count(): number;
  /** Lists ids in their order. @param after the last one of the page before */
  ids(after: string | undefined, limit: number): string[];
  /** Stores what is held in memory, of a file that nothing changes any more: it is open in no time afterwards. */
  seal(): void;
  close(): void;
}

const indexFile = (db: DatabaseSync): IndexFile => {
  const values = valuesOf(db);
  const typos = typosOf(db);
  const matcher = matcherOf(db);
  const documents = documentsOf(db);
  const counted = db.prepare('SELECT count(*) AS count FROM document');
  const listed = db.prepare('SELECT id FROM document WHERE id > ? ORDER BY id LIMIT ?');
  const sealed = db.prepare('SELECT 1 FROM sealed LIMIT 1');
  let view: View | undefined;
  const store = storeOf(db, { columns: () => view?.columns, titles: () => view?.titles, values, typos });

  /** What is in memory, of the file as it is now. */
  const current = (): View => {
    if (view === undefined) {
      const columns = loadColumns(db);
      const titles = titlesOf(db, columns);
      if (Number.isNaN(columns.title[columns.kind.findIndex((kind) => kind > 0)])) titles.placeAll();
      view = { db, columns, titles, values, typos, matcher };
    }
    view.titles.place();
    return view;
  };
  return {
    apply(changes) {
      // What a sealed file stores of memory is gone once it changes.
      if (view === undefined && sealed.get() !== undefined) current();
      store.apply(changes);
    },
    search: (input) => search(current(), input),
    suggest: (input) => suggest(current(), input),
    byIds(ids, at) {
      const { columns } = current();
      return new Map(
        ids.flatMap((id): [string, SearchDocument['shown']][] => {
          const number = documents.numberOf(id);
          return number !== undefined && columns.isShown(number, msOf(at)) ? [[id, documents.read(number).shown]] : [];
        }),
      );
    },
    count: () => Number(counted.get()?.['count']),
    ids: (after, limit) => listed.all(after ?? '', limit).map(({ id }) => String(id)),
    seal() {
      db.exec('BEGIN');
      db.exec('DELETE FROM sealed');
      current().columns.save(db);
      store.deflate();
      db.exec("INSERT INTO text (text) VALUES ('optimize')");
      db.exec('COMMIT');
      db.exec('VACUUM');
    },
    close: () => db.close(),
  };
};

/** Makes an empty index; throws where a file is there that is no empty one. */
export const createIndexFile = (path: string): IndexFile => indexFile(createTables(path));

/** Opens an index; throws IndexFileRefused for a file that is cut, of an older shape or no index. */
export const openIndexFile = (path: string): IndexFile => openTables(path, indexFile);
