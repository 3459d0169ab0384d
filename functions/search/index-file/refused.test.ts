import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { document, found, newPath, stored } from './fixtures/documents.ts';
import { createIndexFile, openIndexFile } from './index-file.ts';
import { IndexFileRefused } from './schema.ts';
import { sealIndexFile } from './seal.ts';

const sealed = newPath();
beforeAll(() => {
  const made = newPath();
  const file = createIndexFile(made);
  file.apply(stored(...Array.from({ length: 200 }, (_, n) => document(`pot-${n}`, `Pot ${n}`, { units: n }))));
  file.close();
  sealIndexFile(made, sealed);
});
/** A copy of the sealed file after something has happened to it. */
const changed = (change: (path: string) => void): string => {
  const path = newPath();
  copyFileSync(sealed, path);
  change(path);
  return path;
};
const withSql = (sql: string) => (path: string) => {
  const db = new DatabaseSync(path, { defensive: false });
  db.exec(sql);
  db.close();
};

describe('a file', () => {
  it('that was sealed is opened, and answers as the one that it was made of, best sellers first', () => {
    const file = openIndexFile(sealed);
    expect(file.count()).toBe(200);
    expect(found(file, '', { limit: 3 })).toEqual(['pot-199', 'pot-198', 'pot-197']);
    expect(found(file, 'pot 7')[0]).toBe('pot-7');
    file.close();
  });

  it('is opened where nobody may write it', () => {
    const file = openIndexFile(changed((path) => withSql('PRAGMA journal_mode = DELETE')(path)));
    file.close();
  });

  it.each<[string, (path: string) => void]>([
    ['is cut behind its header', (path) => truncateSync(path, 100)],
    ['is cut in the middle', (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2))],
    ['lacks its last byte', (path) => truncateSync(path, readFileSync(path).length - 1)],
    ['is empty', (path) => truncateSync(path, 0)],
    ['is text', (path) => writeFileSync(path, 'not a database '.repeat(1000))],
    ['has a header alone', (path) => writeFileSync(path, readFileSync(path).subarray(0, 60))],
    ['has zeros behind its header', (path) => writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 100), Buffer.alloc(readFileSync(path).length - 100)]))], // biome-ignore format: one line
    ['is of an older shape', withSql('PRAGMA user_version = 0')],
    ['is of another program', withSql('PRAGMA application_id = 1')],
    ['lacks a table', withSql('DROP TABLE typo')],
    ['lacks its full text', withSql('DROP TABLE text')],
    ['has another table in the place of one', withSql('DROP TABLE body; CREATE TABLE body (number)')],
  ])('that %s is refused', (_, change) => {
    expect(() => openIndexFile(changed(change))).toThrow(IndexFileRefused);
  });

  it('that is not there is refused, and is not made by that', () => {
    const path = newPath();
    expect(() => openIndexFile(path)).toThrow(IndexFileRefused);
    expect(() => openIndexFile(path)).toThrow(IndexFileRefused);
  });

  it('that is a folder is refused', () => {
    expect(() => openIndexFile(import.meta.dirname)).toThrow(IndexFileRefused);
  });
});
