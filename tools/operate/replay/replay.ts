import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { msOf } from '#lib/clock.ts';
import { Envelope } from '#lib/event.ts';
import { publish } from '#lib/send.ts';
import { client, type Item, query, type Table, tableName, tableOf } from '#lib/table.ts';

/** Which kept facts are sent again; what is not said does not matter. */
export interface Selection {
  /** Whose logs: names of modules. */
  readonly modules: readonly string[];
  readonly types?: readonly string[] | undefined;
  readonly aggregate?: string | undefined;
  /** Milliseconds since 1970: at or after the first, before the second. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}
/** What was found, and sent unless it was only counted: facts by their type. */
export interface Replayed {
  readonly sent: number;
  readonly byType: Readonly<Record<string, number>>;
}

const isMeant = ({ types, aggregate, from = 0, until = Number.POSITIVE_INFINITY }: Selection, event: Envelope) => {
  const at = msOf(event.timestamp);
  return (
    (types === undefined || types.includes(event.type)) &&
    (aggregate === undefined || event.aggregate === aggregate) &&
    at >= from &&
    at < until
  );
};

/**
 * The pages of a module's log. One aggregate is a query; otherwise the whole table is read, which is where the log lies:
 * a table keeps the facts of an aggregate together and in their sequence.
 */
const pages = async function* (table: Table, aggregate: string | undefined): AsyncGenerator<Item[]> {
  let after: Item | undefined;
  do {
    if (aggregate !== undefined) {
      const page = await query(table, { pk: aggregate, begins: 'event#', limit: 100, after, consistent: true });
      yield page.items;
      after = page.last;
      continue;
    }
    const page = await client().send(
      new ScanCommand({
        TableName: tableName(table),
        FilterExpression: 'begins_with(sk, :event)',
        ExpressionAttributeValues: { ':event': 'event#' },
        ConsistentRead: true,
        ExclusiveStartKey: after,
      }),
    );
    yield page.Items ?? [];
    after = page.LastEvaluatedKey;
  } while (after);
};

/**
 * Publishes kept facts to the topic again, as they were: same id, same sequence, same bytes. Every subscriber gets them;
 * those that had them change nothing. A crash in the middle is no harm, the same command again goes on.
 * @param dryRun counts and sends nothing
 */
export const replay = async (
  selection: Selection,
  { dryRun, progress }: { readonly dryRun: boolean; readonly progress: (line: string) => void },
): Promise<Replayed> => {
  const byType: Record<string, number> = {};
  let sent = 0;
  for (const module of selection.modules) {
    for await (const items of pages(tableOf(module), selection.aggregate)) {
      const events = items.map((item) => z.parse(Envelope, item['event'])).filter((event) => isMeant(selection, event));
      if (!dryRun) await publish(events);
      for (const { type } of events) byType[type] = (byType[type] ?? 0) + 1;
      if (Math.floor((sent + events.length) / 1000) > Math.floor(sent / 1000))
        progress(`… ${(sent + events.length).toLocaleString('en')} facts, in the log of ${module}`);
      sent += events.length;
    }
  }
  return { sent, byType };
};
