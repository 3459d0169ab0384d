import { type Attributes, readUnitsOf, writeUnitsOf } from './item-size.ts';
import type { Body, Request, Touch } from './request.ts';

export interface Capacity {
  readonly TableName?: string | undefined;
  readonly CapacityUnits?: number | undefined;
  readonly ReadCapacityUnits?: number | undefined;
  readonly WriteCapacityUnits?: number | undefined;
  readonly Table?: { readonly CapacityUnits?: number };
  readonly [other: string]: unknown;
}

/** An answer, as far as consumption is read from it; asked for with `ReturnConsumedCapacity: INDEXES`. */
export interface Answer {
  readonly __type?: string;
  readonly ConsumedCapacity?: Capacity | readonly Capacity[];
  readonly Item?: Attributes;
  readonly Responses?: Readonly<Record<string, readonly Attributes[]>> | readonly { readonly Item?: Attributes }[];
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
  readonly [other: string]: unknown;
}

/** The units that a touch costs at least, if its request is carried out. */
export const leastOf = ({ form, unit }: Request, { consistent }: Touch): number =>
  form === 'transaction' ? 2 : unit === 'write' || consistent ? 1 : 0.5;

const listed = (capacity: Answer['ConsumedCapacity']): readonly Capacity[] =>
  capacity === undefined ? [] : Array.isArray(capacity) ? (capacity as Capacity[]) : [capacity as Capacity];

/**
 * Units that each touch of a request consumed, in their order. The engine says what a single call used; of several
 * items it says only the sum for each table, so those are counted from their sizes: puts by what they write, reads by
 * what they found, and what a table has used beyond that by the updates and deletes among them, in equal parts.
 *
 * What an index's own partitions take in writes is not counted.
 */
export const consumedBy = (request: Request, answer: Answer): number[] => {
  const { form, unit, touches } = request;
  if (answer.__type !== undefined) return touches.map((one) => consumedByRefusal(one, request, answer));
  if (form === 'single') {
    const [used] = listed(answer.ConsumedCapacity);
    // A query of an index is on the index's partition; a write is on the table's alone.
    return [(unit === 'write' ? used?.Table?.CapacityUnits : undefined) ?? used?.CapacityUnits ?? 0];
  }
  if (unit === 'write') return sharedOut(touches, form === 'transaction' ? 2 : 1, answer);
  if (form === 'transaction') {
    const found = (answer.Responses ?? []) as readonly { readonly Item?: Attributes }[];
    return touches.map((_, place) => 2 * readUnitsOf(found[place]?.Item));
  }
  const found = (answer.Responses ?? {}) as Readonly<Record<string, readonly Attributes[]>>;
  return touches.map(({ table, key, consistent }) => {
    const item = found[table]?.find((one) => isAt(one, key ?? {}));
    return readUnitsOf(item) * (consistent ? 1 : 0.5);
  });
};

const isAt = (item: Attributes, key: Attributes): boolean =>
  Object.entries(key).every(([name, value]) => Object.values(item[name] ?? {})[0] === Object.values(value)[0]);

const sharedOut = (touches: readonly Touch[], times: number, answer: Answer): number[] => {
  const own = touches.map(({ put }) => times * (put ? writeUnitsOf(put) : 1));
  for (const { TableName, Table, CapacityUnits = 0 } of listed(answer.ConsumedCapacity)) {
    const here = touches.flatMap(({ table }, place) => (table === TableName ? [place] : []));
    const open = here.filter((place) => touches[place]?.put === undefined);
    const counted = here.reduce((sum, place) => sum + (own[place] ?? 0), 0);
    const rest = (Table?.CapacityUnits ?? CapacityUnits) - counted;
    // A put over a larger item pays for that one: with nothing else in the table, the puts share it.
    const payers = open.length > 0 ? open : here;
    if (rest > 0) for (const place of payers) own[place] = (own[place] ?? 0) + rest / payers.length;
  }
  return own;
};

/**
 * A write that its condition refused consumes what the item has, and one unit where there is none. Of a transaction that
 * a condition cancelled the first of its two underlying writes is counted. Other refusals are free.
 */
const consumedByRefusal = ({ put }: Touch, { form }: Request, answer: Answer): number => {
  const name = answer.__type?.split('#').pop();
  if (form === 'single' && name === 'ConditionalCheckFailedException') return writeUnitsOf(answer.Item ?? {});
  const refused = answer.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed');
  if (name === 'TransactionCanceledException' && refused) return put ? writeUnitsOf(put) : 1;
  return 0;
};

/** The engine's answer with no more of the capacity in it than the caller asked for. */
export const asAsked = (answer: Answer, wanted: Body['ReturnConsumedCapacity']): Answer => {
  const { ConsumedCapacity: capacity, ...rest } = answer;
  if (wanted === 'INDEXES' || capacity === undefined) return answer;
  if (wanted !== 'TOTAL') return rest;
  const total = ({ TableName, CapacityUnits, ReadCapacityUnits, WriteCapacityUnits }: Capacity) => ({
    TableName,
    CapacityUnits,
    ReadCapacityUnits,
    WriteCapacityUnits,
  });
  return { ...rest, ConsumedCapacity: Array.isArray(capacity) ? capacity.map(total) : total(capacity as Capacity) };
};
