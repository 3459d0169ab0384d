import type { DatabaseSync } from 'node:sqlite';

/** Rowid of the averages record in an FTS5 data table: count of rows, then tokens by column (fts5_index.c, on-disk format). */
const AVERAGES = 1;

const readVarints = (bytes: Uint8Array): number[] => {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of bytes) {
    value = value * 128 + (byte & 127);
    if (byte < 128) {
      numbers.push(value);
      value = 0;
    }
  }
  return numbers;
};

const writeVarints = (numbers: readonly number[]): Buffer =>
  Buffer.from(
    numbers.flatMap((number) => {
      const bytes = [number % 128];
      for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
        bytes.unshift((left % 128) + 128);
      return bytes;
    }),
  );

/**
 * Counts the rows that are removed from the full text, and takes them out of its statistics. FTS5 leaves removed rows of a
 * table with `contentless_delete` in its count of rows and tokens, so that a document's score would depend on how often
 * others were changed; here it depends on what is in the index alone.
 */
export const statisticsOf = (db: DatabaseSync) => {
  const size = db.prepare('SELECT sz FROM text_docsize WHERE id = ?');
  const remove = db.prepare('DELETE FROM text WHERE rowid = ?');
  const averages = db.prepare('SELECT block FROM text_data WHERE id = ?');
  const store = db.prepare('UPDATE text_data SET block = ? WHERE id = ?');
  let removed: number[] = [];
  return {
    /** Removes a row, if it is there. */
    remove(number: number): void {
      const row = size.get(number);
      if (!row) return;
      for (const [column, tokens] of [1, ...readVarints(row['sz'] as Uint8Array)].entries())
        removed[column] = (removed[column] ?? 0) + tokens;
      remove.run(number);
    },
    /** Takes what was removed out of the statistics: at the end of a transaction. */
    settle(): void {
      if (removed.length === 0) return;
      // FTS5 writes its record when a savepoint begins, and reads it anew afterwards.
      db.exec('SAVEPOINT counted');
      const counted = readVarints(averages.get(AVERAGES)?.['block'] as Uint8Array);
      store.run(writeVarints(counted.map((count, column) => count - (removed[column] ?? 0))), AVERAGES);
      db.exec('RELEASE counted');
      removed = [];
    },
    /** Forgets what was removed in a transaction that is rolled back. */
    forget(): void {
      removed = [];
    },
  };
};
