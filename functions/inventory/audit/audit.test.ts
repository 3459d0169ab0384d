import { expect, test } from 'vitest';
import type { Credit } from '../counters/stock.ts';
import type { KeptTicket } from '../ledger/ticket.ts';
import { audit, type Difference, type ShardBook } from './audit.ts';
import { noSums, withCredit, withTicket } from './ledger-sums.ts';

type Sample = ShardBook & { readonly tickets: readonly KeptTicket[]; readonly credits: readonly Credit[] };

const at = '2026-01-01T00:10:00.000Z';
const old = '2026-01-01T00:00:00.000Z';
const part = (id: string, q: number) => ({ id, q, at });
const book = (more: Partial<Sample> = {}): Sample => ({
  shard: 0,
  sums: noSums,
  counter: { n: 7, t: 5, c: 2 },
  tickets: [
    { from: 0, q: 2, state: 'held', at },
    { from: 2, q: 2, state: 'void', at },
    { from: 4, q: 1, state: 'claimed', at },
  ],
  owed: [],
  credits: [
    { k: 1, q: 10, at: old, parts: [part('opening', 10)] },
    { k: 2, q: 2, at, parts: [part('ticket-0-2', 2)] },
  ],
  ...more,
});
const lawsOf = async (one: ShardBook) => (await audit([one], at)).differences.map(textOf);
const textOf = ({ law, at: place, found, expected }: Difference) =>
  `${law} ${place.replace(/, fingerprint [1-9a-f][0-9a-f]*$/, ' differ')} ${found} ${expected}`;

test('books that are right have no difference, and say where the units are', async () => {
  expect(await audit([book()], at)).toEqual({ available: 7, held: 2, committed: 1, onTheWay: 0, differences: [] });
});

test('each law that is broken is named, with what is there and what should be', async () => {
  expect(await lawsOf(book({ counter: { n: 8, t: 5, c: 2 } }))).toEqual(['counter n + t 13 12']);
  const [held, gone, sold] = book().tickets;
  const [opening, back] = book().credits;
  if (!held || !gone || !sold || !opening || !back) throw new Error('sample');
  expect(await lawsOf(book({ tickets: [held, { ...gone, from: 1 }, sold] }))).toContain('tile unit 1 1 2');
  expect(await lawsOf(book({ credits: [opening, { ...back, q: 3 }] }))).toEqual([
    'credit credit 2 3 2',
    'counter n + t 12 13',
  ]);
  expect(await lawsOf(book({ credits: [opening, { ...back, parts: [part('ticket-0-0', 2)] }] }))).toEqual([
    expect.stringMatching(/^returned fingerprint [1-9]/),
  ]);
  const twice = { k: 3, q: 2, at, parts: [part('ticket-0-2', 2)] };
  expect(await lawsOf(book({ counter: { n: 9, t: 5, c: 3 }, credits: [opening, back, twice] }))).toEqual([
    'returned tickets differ 4 2',
  ]);
  expect(await lawsOf(book({ counter: { n: 7, t: 5, c: 3 } }))).toEqual(['credit c 2 3']);
  expect(await lawsOf(book({ tickets: [held, gone, { ...sold, q: 2 }] }))).toEqual(['tile t 5 6']);
});

test('a young gap is on its way; one below an old ticket, and units that are owed for long, are stranded', async () => {
  const tickets = [{ from: 2, q: 2, state: 'void', at }, { from: 4, q: 1, state: 'claimed', at }] as const; // biome-ignore format: a row
  expect(await audit([book({ tickets })], at)).toMatchObject({ onTheWay: 2, differences: [] });
  expect(await lawsOf(book({ tickets: [{ from: 2, q: 2, state: 'void', at: old }, tickets[1]] }))).toEqual([
    'stranded unit 0 2 0',
  ]);
  expect(await lawsOf(book({ owed: [{ id: 'ret_1#l', q: 4, at: old }] }))).toEqual(['stranded ret_1#l 4 0']);
});

test('units are where their tickets say: held, sold and not sent yet, on their way', async () => {
  const books = book({
    counter: { n: 3, t: 12, c: 1 },
    tickets: [
      { from: 0, q: 2, state: 'held', at },
      { from: 2, q: 5, state: 'claimed', shipped: 2, at },
      { from: 7, q: 1, state: 'shipped', shipped: 1, at },
      { from: 8, q: 1, state: 'adjusted', at },
      { from: 9, q: 1, state: 'released', at },
    ],
    owed: [part('ticket-0-9', 1)],
    credits: [
      { k: 1, q: 15, at: old, parts: [part('opening', 15)] },
      { k: 2, q: 4, at, parts: [part('ret_1#l', 4)] },
    ],
  });
  expect(await audit([books], at)).toEqual({ available: 3, held: 2, committed: 3, onTheWay: 7, differences: [] });
});

test('units add up over all shards, and a difference names its shard', async () => {
  const other = book({ shard: 3, counter: { n: 1, t: 0, c: 0 }, tickets: [], credits: [] });
  expect(await audit([book(), other], at)).toEqual({
    available: 8,
    held: 2,
    committed: 1,
    onTheWay: 0,
    differences: [{ shard: 3, law: 'counter', at: 'n + t', found: 1, expected: 0 }],
  });
});

test('a ticket that was moved or released comes back as one that is void does; one that was sold does not', async () => {
  const [held, gone, sold] = book().tickets;
  if (!held || !gone || !sold) throw new Error('sample');
  for (const state of ['void', 'released', 'moved'] as const)
    expect(await lawsOf(book({ tickets: [held, { ...gone, state }, sold] }))).toEqual([]);
  expect(await lawsOf(book({ tickets: [held, { ...gone, state: 'shipped' }, sold] }))).toEqual([
    'returned tickets differ 2 0',
  ]);
});

test('a ticket of one shard may come back on another', async () => {
  const moved = { from: 0, q: 2, state: 'moved', at } as const;
  const from = book({ counter: { n: 0, t: 2, c: 1 }, tickets: [moved], credits: [{ k: 1, q: 2, at: old, parts: [part('opening', 2)] }] }); // biome-ignore format: a record
  const to = book({ shard: 1, counter: { n: 2, t: 0, c: 1 }, tickets: [], credits: [{ k: 1, q: 2, at, parts: [part('ticket-0-0', 2)] }] }); // biome-ignore format: a record
  expect((await audit([from, to], at)).differences).toEqual([]);
  expect(await lawsOf(from)).toEqual(['returned tickets differ 0 2']);
});

test('a ticket that came back with too many units, or that waits twice, is named', async () => {
  const [opening, back] = book().credits;
  if (!opening || !back) throw new Error('sample');
  expect(await lawsOf(book({ counter: { n: 8, t: 5, c: 2 }, credits: [opening, { ...back, q: 3, parts: [part('ticket-0-2', 3)] }] }))).toEqual(['returned tickets differ 3 2']); // biome-ignore format: a row
  expect(await lawsOf(book({ owed: [part('ticket-0-2', 2)] }))).toEqual(['returned tickets differ 4 2']);
});

test('a return that is credited twice is named, though no ticket belongs to it', async () => {
  const [opening, back] = book().credits;
  if (!opening || !back) throw new Error('sample');
  const twice = { k: 3, q: 2, at, parts: [part('ret_1#l', 1), part('ret_1#l', 1)] };
  expect(await lawsOf(book({ counter: { n: 9, t: 5, c: 3 }, credits: [opening, back, twice] }))).toEqual([
    'once credit 3 2 1',
  ]);
});

test('a credit that waits for long to be counted in is stranded; at the very moment it is not yet', async () => {
  const late = (moment: string) => ({ k: 3, q: 4, at: moment, parts: [part('ret_1#l', 4)] });
  const credits = (moment: string) => [...book().credits, late(moment)];
  expect(await lawsOf(book({ credits: credits(old) }))).toEqual(['stranded credit 3 4 0']);
  expect(await audit([book({ credits: credits(at) })], at)).toMatchObject({ onTheWay: 4, differences: [] });
});

test('units that were taken after the last ticket are on their way, however old that is', async () => {
  expect(await audit([book({ counter: { n: 4, t: 8, c: 2 } })], at)).toMatchObject({ onTheWay: 3, differences: [] });
});

test('rows that are settled count by their sums: the same answer with and without them', async () => {
  const whole = book({ tickets: [{ from: 0, q: 2, state: 'shipped', shipped: 2, at }, ...book().tickets.slice(1)] });
  const [shipped, gone, sold] = whole.tickets;
  const [opening, back] = whole.credits;
  if (!shipped || !gone || !sold || !opening || !back) throw new Error('sample');
  const sums = withTicket(withTicket(withCredit(noSums, opening), 0, shipped), 0, gone);
  const settled = { ...whole, sums, tickets: [sold], credits: [back] };
  expect(await audit([settled], at)).toEqual(await audit([whole], at));
  expect((await audit([settled], at)).differences).toEqual([]);
  expect(() => withTicket(sums, 0, sold)).toThrow('claimed');
});

test('sums that lie are named: of units that came, of what they came from, of tickets, of what came back', async () => {
  const [, gone] = book().tickets;
  const [opening, back] = book().credits;
  if (!gone || !opening || !back) throw new Error('sample');
  const sums = withCredit(withCredit(noSums, opening), back);
  const lying = (lie: object) => lawsOf({ ...book({ credits: [] }), sums: { ...sums, ...lie } });
  expect(await lying({})).toEqual([]);
  expect(await lying({ credited: 13 })).toEqual(['credit sums 13 12', 'counter n + t 12 13']);
  expect(await lying({ origins: { ...sums.origins, opening: 9 } })).toEqual(['credit sums 12 11']);
  expect(await lying({ through: 1 })).toEqual(['credit c 1 2']);
  expect(await lying({ cameBack: 7 })).toEqual([expect.stringMatching(/^returned fingerprint/)]);
  expect(await lying({ below: 2 })).toContain('tile sums 0 2');
});

test('a difference is one of at most a hundred, however many there are', async () => {
  const owed = Array.from({ length: 300 }, (_, index) => ({ id: `ret_${index}#l`, q: 1, at: old }));
  expect((await audit([book({ owed })], at)).differences).toHaveLength(100);
});
