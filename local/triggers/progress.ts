import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StoredObject } from '../uploads/upload-event.ts';

/** What the triggers have behind them, kept in the data folder: how far a stream is read, which uploads were told. */
export interface Progress {
  checkpoint(consumer: string, shard: string): string | undefined;
  saveCheckpoint(consumer: string, shard: string, sequence: string): void;
  isTold(object: StoredObject): boolean;
  markTold(object: StoredObject): void;
  close(): void;
}

export const openProgress = (folder: string): Progress => {
  const db = new DatabaseSync(join(folder, 'progress.db'));
  // A killed process loses nothing this way; only a power cut may, and then records come again.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  db.exec(`
    CREATE TABLE IF NOT EXISTS checkpoints (consumer TEXT, shard TEXT, sequence TEXT, PRIMARY KEY (consumer, shard));
    CREATE TABLE IF NOT EXISTS told (bucket TEXT, key TEXT, etag TEXT, PRIMARY KEY (bucket, key))`);
  const read = db.prepare('SELECT sequence FROM checkpoints WHERE consumer = ? AND shard = ?');
  const save = db.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)');
  const readTold = db.prepare('SELECT etag FROM told WHERE bucket = ? AND key = ?');
  const saveTold = db.prepare('INSERT OR REPLACE INTO told VALUES (?, ?, ?)');
  return {
    checkpoint: (consumer, shard) => (read.get(consumer, shard) as { sequence: string } | undefined)?.sequence,
    saveCheckpoint: (consumer, shard, sequence) => void save.run(consumer, shard, sequence),
    isTold: ({ bucket, key, etag }) => (readTold.get(bucket, key) as { etag: string } | undefined)?.etag === etag,
    markTold: ({ bucket, key, etag }) => void saveTold.run(bucket, key, etag),
    close: () => db.close(),
  };
};
