import * as z from 'zod/mini';
import { get, type Item, tableOf, update, write, writeIf } from '#lib/table.ts';

/**
 * What is known of OpenSearch's indices, one item in search's table: `pk` opensearch#<name>, `sk` state. It is written with
 * each set of documents that is taken in, and by the builder.
 */
const table = tableOf('search');
const keyOf = (name: string) => ({ pk: `opensearch#${name}`, sk: 'state' });

/** A generation that is being filled. */
const Building = z.object({
  generation: z.int(),
  /** When it was announced; milliseconds since 1970. */
  startedAt: z.int(),
  /** Where the listing of the sources goes on; absent at its beginning, and at its end. */
  cursor: z.optional(z.string()),
  /** Whether everything is listed. */
  listed: z.boolean(),
  /** Documents that were there when they were read. */
  documents: z.int(),
  /** Ids of some of them, to be looked for before it is switched to. */
  canaries: z.array(z.string()),
  /** The counter when it was announced, and how often the builder itself has raised it since. */
  begun: z.int(),
  pages: z.int(),
});
export type Building = z.infer<typeof Building>;

const State = z.object({
  /** Raised before documents are read; the version of what was read. */
  version: z._default(z.int(), 0),
  /** The highest number that a generation was ever given. */
  last: z._default(z.int(), 0),
  /** The generation that is searched. */
  current: z.optional(z.int()),
  next: z.optional(Building),
  /** When `current` was switched to, and when the last one was announced; milliseconds since 1970. */
  switchedAt: z._default(z.int(), 0),
  builtAt: z._default(z.int(), 0),
});
export type State = z.infer<typeof State>;
const stateFrom = (item: Item | undefined): State => z.parse(State, item ?? {});

export const readState = async (name: string): Promise<State> =>
  stateFrom(await get({ table, key: keyOf(name) }, { consistent: true }));

/** Raises the counter, and answers it with the generations that are written to, by the same write. */
export const raiseVersion = async (name: string): Promise<State> =>
  stateFrom(
    await write(update(table, keyOf(name), 'ADD #version :one SET #type = :type', { one: 1, type: 'opensearch' })),
  );

/** The builder's right to write, until a moment (milliseconds since 1970). */
export interface Lease {
  readonly holder: string;
  readonly until: number;
}
/** Takes the lease when nobody has it, or its time is over. @returns whether it was taken */
export const takeLease = (name: string, { holder, until }: Lease, now: number): Promise<boolean> =>
  writeIf(
    update(
      table,
      keyOf(name),
      'SET #holder = :holder, #leased = :until, #type = :type',
      { holder, until, type: 'opensearch' },
      { if: 'attribute_not_exists(#leased) OR #leased < :now', values: { now } },
    ),
  );

/** What the builder changes; `undefined` takes a value out. */
export type Change = Partial<Pick<State, 'last' | 'current' | 'next' | 'switchedAt' | 'builtAt'>>;

/**
 * Changes the state and renews the lease, by one write.
 * @throws ConditionFailed when another builder has it: this one was too slow, and stops
 */
export const changeState = async (name: string, { holder, until }: Lease, change: Change): Promise<void> => {
  const entries = Object.entries(change);
  const [set, removed] = [
    entries.filter(([, value]) => value !== undefined),
    entries.filter(([, value]) => value === undefined),
  ];
  const expression = [
    `SET ${['#leased = :until', ...set.map(([key]) => `#${key} = :${key}`)].join(', ')}`,
    ...(removed.length > 0 ? [`REMOVE ${removed.map(([key]) => `#${key}`).join(', ')}`] : []),
  ].join(' ');
  const values = { until, ...Object.fromEntries(set) };
  await write(update(table, keyOf(name), expression, values, { if: '#holder = :holder', values: { holder } }));
};

/** Gives the lease back. */
export const giveBack = async (name: string, holder: string): Promise<void> =>
  void (await writeIf(
    update(table, keyOf(name), 'REMOVE #leased', {}, { if: '#holder = :holder', values: { holder } }),
  ));
