import { rmSync } from 'node:fs';
import { createIndexFile } from './index-file.ts';
import { openTables } from './schema.ts';
import { documentIn } from './store.ts';

/** Documents of one transaction. */
const BATCH = 1000;

/**
 * Makes a file ready to be sent: its documents are numbered in the order of units paid, so that a cut keeps what sells, what
 * changes left behind is gone, and what is held in memory is stored beside it.
 * @param from a file, which stays as it is
 * @param to a path where nothing is, or what is left of an earlier try
 */
export const sealIndexFile = (from: string, to: string): void => {
  rmSync(to, { force: true });
  const source = openTables(from, (db) => db);
  const sealed = createIndexFile(to);
  try {
    const order = source.prepare("SELECT number FROM document ORDER BY json_extract(facts, '$.units') DESC, id");
    const read = source.prepare('SELECT body FROM body WHERE number = ?');
    const numbers = Uint32Array.from(order.all(), ({ number }) => Number(number));
    for (let start = 0; start < numbers.length; start += BATCH) {
      const some = [...numbers.subarray(start, start + BATCH)];
      const documents = some.map((number) => documentIn(read.get(number)?.['body']));
      sealed.apply(documents.map((document) => ({ id: document.id, document })));
    }
    sealed.seal();
  } finally {
    sealed.close();
    source.close();
  }
};
