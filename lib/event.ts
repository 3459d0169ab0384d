import * as z from 'zod/mini';
import { isoTime } from './clock.ts';
import { newId } from './id.ts';
import { partitionOf } from './sharded-list.ts';
import { putNew, type Table, type Write } from './table.ts';
import { actor, scope } from './trace.ts';

/** A kind of fact: its name, its version and what it says. The producer's `events.ts` exports these and nothing else. */
export interface EventDefinition<T extends string = string, D extends z.ZodMiniType = z.ZodMiniType> {
  readonly kind: 'event';
  readonly type: T;
  readonly version: number;
  readonly data: D;
  /** The list by day of the aggregates that such a fact is the first of; without it facts are listed by themselves. */
  readonly listedBy?: EventList;
  /** It follows from the change of an item, and is not kept. */
  readonly derived?: true;
}

/** A list by day in a module's index: its partitions are `<name>#<day>#<0..7>`, its sort keys ids of that prefix. */
export interface EventList {
  readonly name: string;
  readonly prefix: string;
}
/** Names the list of facts of a kind. */
export const eventListOf = ({ type, listedBy }: Pick<EventDefinition, 'type' | 'listedBy'>): EventList =>
  listedBy ?? { name: `events#${type}`, prefix: 'evt' };

/** Defines a kind of fact. */
export const defineEvent = <const T extends string, D extends z.ZodMiniType>(
  definition: Omit<EventDefinition<T, D>, 'kind'>,
): EventDefinition<T, D> => ({ kind: 'event', ...definition });

/** What surrounds every fact. Nothing personal: consumers resolve references where they may. */
export const Envelope = z.object({
  id: z.string().check(z.describe('The event’s id, `evt_…`.')),
  type: z.string().check(z.describe('What happened: `order.paid`.')),
  version: z.int().check(z.describe('The version of the data’s form.')),
  timestamp: z.string().check(z.describe('When it happened.')),
  aggregate: z.string().check(z.describe('The id of what changed.')),
  /** Across queues nothing is ordered. */
  sequence: z.int().check(z.describe('The aggregate’s own counter: 1, 2, 3 …')),
  actor: z.string().check(z.describe('Who did it.')),
  traceparent: z.string().check(z.describe('The trace that it belongs to (W3C).')),
  data: z.unknown().check(z.describe('What is known of it, by type and version.')),
});
export type Envelope = z.infer<typeof Envelope>;

/** An event as its consumer sees it. */
export type EventOf<E extends EventDefinition> =
  E extends EventDefinition<infer T, infer D>
    ? Omit<Envelope, 'type' | 'data'> & { readonly type: T; readonly data: z.output<D> }
    : never;

/** What a producer says: its data, the id of what changed with its own counter, and when, milliseconds since 1970. */
interface Fact<E extends EventDefinition> {
  readonly aggregate: string;
  readonly sequence: number;
  readonly data: z.input<E['data']>;
  readonly at: number;
}

/** Builds the envelope; `data` is parsed, so that nothing but the published fields is published. */
export const envelope = <E extends EventDefinition>(
  definition: E,
  fact: Fact<E> & { readonly id?: string },
): Envelope => ({
  id: fact.id ?? newId('evt', fact.at),
  type: definition.type,
  version: definition.version,
  timestamp: isoTime(fact.at),
  aggregate: fact.aggregate,
  sequence: fact.sequence,
  actor: actor(),
  traceparent: scope()?.traceparent ?? '',
  data: z.parse(definition.data, fact.data),
});

/** The key of an event in its module's table. */
export const eventKey = (aggregate: string, sequence: number): { pk: string; sk: string } => ({
  pk: aggregate,
  sk: `event#${String(sequence).padStart(10, '0')}`,
});

/**
 * The write that puts a fact into the transaction that makes it true; kept for ever, it is the log. In the module's index it
 * lies with those of its kind and day, which costs one unit more.
 */
export const eventWrite = <E extends EventDefinition>(table: Table, definition: E, fact: Fact<E>): Write => {
  const event = envelope(definition, fact);
  return putNew(table, {
    ...eventKey(fact.aggregate, fact.sequence),
    type: 'event',
    gsi1pk: `${eventListOf(definition).name}#${event.timestamp.slice(0, 10)}#${partitionOf(event.id)}`,
    gsi1sk: event.id,
    event,
  });
};

/** Parses a fact as one of some kinds. Unknown fields are ignored: within a version only optional ones are added. */
export const parseEvent = <E extends EventDefinition>(definitions: readonly E[], input: unknown): EventOf<E> => {
  const outer = z.parse(Envelope, input);
  const definition = definitions.find((one) => one.type === outer.type && one.version === outer.version);
  if (!definition) throw new Error(`event: ${outer.type} version ${outer.version} is not consumed here`);
  return { ...outer, data: z.parse(definition.data, outer.data) } as EventOf<E>;
};
