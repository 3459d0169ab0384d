import { DatabaseSync } from 'node:sqlite';

/**
 * The packaged DynamoDB keeps every stream record and searches them without an index: with 30,000 of them writes fall
 * from 2,900 to 75 a second. So the log gets its index, and rows behind the last saved checkpoint go (toolchain.md).
 */
export interface StreamLog {
  /** Deletes a table's records before a sequence number, at most `limit`, and never the table's last; returns how many. */
  prune(table: string, before: string, limit?: number): number;
  close(): void;
}

export const openStreamLog = (file: string): StreamLog => {
  const db = new DatabaseSync(file, { timeout: 2000 });
  db.exec('PRAGMA synchronous = NORMAL');
  db.exec(
    'CREATE INDEX IF NOT EXISTS floodgate_stream ON _stream_records(table_name, CAST(sequence_number AS INTEGER))',
  );
  const remove = db.prepare(`
    DELETE FROM _stream_records WHERE id IN (
      SELECT id FROM _stream_records
      WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) < MIN(CAST(?2 AS INTEGER), (
        SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?1))
      ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?3)`);
  return {
    prune: (table, before, limit = 2000) => Number(remove.run(table, before, limit).changes),
    close: () => db.close(),
  };
};
