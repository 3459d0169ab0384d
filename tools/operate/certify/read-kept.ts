import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { sleep } from '#lib/clock.ts';
import { client, type Item, tableName, tableOf } from '#lib/table.ts';
import { type Books, emptyBooks } from './books.ts';
import { type Certificate, certificateOf, type Rest } from './certificate.ts';
import { fileItem } from './file-item.ts';
import type { KeptItem } from './kept.ts';

/** Whose tables the certificate reads whole. Of pricing it reads the promotions: coupons are counted in inventory. */
export const certified = ['inventory', 'orders', 'billing'] as const;

/** Every item of some modules' tables, page by page: one page of at most 1 MB is in memory at a time. */
export const keptItems = async function* (modules: readonly string[] = certified): AsyncGenerator<KeptItem> {
  for (const module of modules) {
    yield* pages(module, (asked) => client().send(new ScanCommand(asked)));
  }
  const promotions = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'promotions' } };
  yield* pages('pricing', (asked) => client().send(new QueryCommand({ ...asked, ...promotions })));
};

interface Page {
  readonly Items?: Item[] | undefined;
  readonly LastEvaluatedKey?: Item | undefined;
}
const pages = async function* (
  module: string,
  read: (asked: { TableName: string; ConsistentRead: true; ExclusiveStartKey: Item | undefined }) => Promise<Page>,
): AsyncGenerator<KeptItem> {
  const TableName = tableName(tableOf(module));
  let after: Item | undefined;
  do {
    const page = await read({ TableName, ConsistentRead: true, ExclusiveStartKey: after });
    for (const item of page.Items ?? []) yield { module, item };
    after = page.LastEvaluatedKey;
  } while (after);
};

/** What a sale in between explains is gone at the second look. */
const AGAIN_MS = 2_000;
const PROGRESS = 100_000;

/**
 * Certifies a stage that may be selling meanwhile. What is read is not one moment, so when something seems wrong all of
 * it is read once more, and only what is found both times, the same to the unit, counts.
 */
export const certifyStage = async (rest: Rest, progress: (line: string) => void): Promise<Certificate> => {
  const first = certificateOf(await readBooks(progress), rest);
  if (first.violations.length === 0) return first;
  progress(`${first.violations.length} findings; reading again, as the shop may be selling`);
  await sleep(AGAIN_MS);
  const second = certificateOf(await readBooks(progress), rest);
  const seen = new Set(first.violations.map((one) => JSON.stringify(one)));
  return { ...second, violations: second.violations.filter((one) => seen.has(JSON.stringify(one))) };
};

const readBooks = async (progress: (line: string) => void): Promise<Books> => {
  const books = emptyBooks();
  for await (const item of keptItems()) {
    fileItem(books, item);
    if (books.read.items % PROGRESS === 0) progress(`… ${books.read.items.toLocaleString('en')} items read`);
  }
  return books;
};
