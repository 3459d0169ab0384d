import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** `Flgs`: tells an index from any other SQLite file. */
const APPLICATION_ID = 0x466c6773;
/** Raised whenever a file's tables, or the terms in them (analysis/), change their meaning: older files are refused. */
const SHAPE = 1;
const HEADER_BYTES = 100;

/** A file that is no index, is cut, or has an older shape. */
export class IndexFileRefused extends Error {
  override name = 'IndexFileRefused';
}

/** Columns of full text, with their weight. Of `starts` and `keys` no character is one that a term of a text can have. */
export const textColumns = {
  title: 4,
  identifiers: 4,
  type: 2,
  vendor: 1.5,
  /** Attributes and tags. */
  more: 1,
  /** Each two words of a title as one: they find, and do not count. */
  pairs: 0,
  collections: 0.5,
  description: 0.5,
  /** First letters of words of a title, type, vendor or tag: `_s`, `_sh`, `_shi`. */
  starts: 0.5,
  /** What is filtered by: `.12` a value, `.p` a product, `.a` available, `.b7` a span of prices. */
  keys: 0,
} as const;
export type TextColumn = keyof typeof textColumns;

const tables = [
  // By its folded title for sorts; `digest` tells a repeat, `facts` is what columns.ts holds of it, as JSON.
  'CREATE TABLE document (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, digest TEXT NOT NULL, facts TEXT NOT NULL)',
  'CREATE INDEX document_title ON document (title, id)',
  // Apart, so that a walk over documents does not read them.
  'CREATE TABLE body (number INTEGER PRIMARY KEY, body NOT NULL)',
  'CREATE TABLE facet (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)',
  'CREATE TABLE value (number INTEGER PRIMARY KEY, facet INTEGER NOT NULL, key TEXT NOT NULL, label TEXT NOT NULL)',
  'CREATE UNIQUE INDEX value_key ON value (facet, key, label)',
  'CREATE TABLE word (number INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)',
  'CREATE TABLE typo (key INTEGER NOT NULL, word INTEGER NOT NULL, PRIMARY KEY (key, word)) WITHOUT ROWID',
  // Typed arrays of columns.ts; none once documents have changed.
  'CREATE TABLE sealed (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID',
  // `ascii`: every character beyond ASCII belongs to a token, the terms are cut already.
  `CREATE VIRTUAL TABLE text USING fts5(${Object.keys(textColumns).join(', ')}, content='', contentless_delete=1, tokenize="ascii tokenchars '_.'")`,
];

const prepare = (db: DatabaseSync): void => {
  // A copy that was not closed is thrown away, so nothing waits for a disk.
  db.exec(
    'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000; PRAGMA mmap_size = 4294967296; PRAGMA temp_store = MEMORY',
  );
};
/** Not defensive: statistics.ts writes a record of FTS5. */
const options = { defensive: false };

/** Makes a file with empty tables; throws where something is there already. */
export const createTables = (path: string): DatabaseSync => {
  const db = new DatabaseSync(path, options);
  prepare(db);
  db.exec(
    `BEGIN; ${tables.join('; ')}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SHAPE}; COMMIT`,
  );
  // Bytes of terms that are gathered before they are written: of 1 MB, as it is, segments are merged over and over.
  db.exec("INSERT INTO text (text, rank) VALUES ('hashsize', 33554432)");
  return db;
};

/**
 * Opens a file whose tables are those of an index of this shape; throws IndexFileRefused for any other, and for what cannot
 * be read while it is opened.
 * @param use makes what the caller wants of the open file
 */
export const openTables = <T>(path: string, use: (db: DatabaseSync) => T): T => {
  refuseCut(path);
  const db = new DatabaseSync(path, options);
  try {
    prepare(db);
    const numberOf = (pragma: string) => Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
    if (numberOf('application_id') !== APPLICATION_ID) throw new IndexFileRefused('not a search index');
    if (numberOf('user_version') !== SHAPE) throw new IndexFileRefused(`not of shape ${SHAPE}`);
    const made = new Set(
      db
        .prepare('SELECT sql FROM sqlite_master')
        .all()
        .map(({ sql }) => sql),
    );
    const missing = tables.find((sql) => !made.has(sql));
    if (missing) throw new IndexFileRefused(`a table is missing: ${missing.slice(0, 40)}`);
    return use(db);
  } catch (error) {
    db.close();
    throw error instanceof IndexFileRefused ? error : new IndexFileRefused('not readable', { cause: error });
  }
};

/** Compares a file's length with what its header says: SQLite itself finds a cut when it comes to the missing page. */
const refuseCut = (path: string): void => {
  const header = Buffer.alloc(HEADER_BYTES);
  let read = 0;
  try {
    const file = openSync(path, 'r');
    try {
      read = readSync(file, header, 0, HEADER_BYTES, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new IndexFileRefused('not there', { cause: error });
  }
  if (read < HEADER_BYTES || header.toString('latin1', 0, 15) !== 'SQLite format 3')
    throw new IndexFileRefused('not an SQLite file');
  // https://www.sqlite.org/fileformat.html#the_database_header; a page of 65,536 bytes is written as 1.
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  if (statSync(path).size < pageBytes * header.readUInt32BE(28)) throw new IndexFileRefused('cut');
};
