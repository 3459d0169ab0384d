import { expect, test } from 'vitest';
import { audit, type ShardBook } from './audit.ts';

const at = '2026-01-01T00:10:00.000Z';
const old = '2026-01-01T00:00:00.000Z';
const part = (id: string, q: number) => ({ id, q, at });
const book = (more: Partial<ShardBook> = {}): ShardBook => ({
  shard: 0,
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
const lawsOf = (one: ShardBook) => audit([one], at).differences.map(({ law, at: place, found, expected }) => `${law} ${place} ${found} ${expected}`); // biome-ignore format: a row

test('books that are right have no difference, and say where the units are', () => {
  expect(audit([book()], at)).toEqual({ available: 7, held: 2, committed: 1, onTheWay: 0, differences: [] });
});

test('each law that is broken is named, with what is there and what should be', () => {
  expect(lawsOf(book({ counter: { n: 8, t: 5, c: 2 } }))).toEqual(['counter n + t 13 12']);
  const [held, gone, sold] = book().tickets;
  const [opening, back] = book().credits;
  if (!held || !gone || !sold || !opening || !back) throw new Error('sample');
  expect(lawsOf(book({ tickets: [held, { ...gone, from: 1 }, sold] }))).toContain('tile unit 1 1 2');
  expect(lawsOf(book({ credits: [opening, { ...back, q: 3 }] }))).toEqual([
    'counter n + t 12 13',
    'credit credit 2 3 2',
  ]);
  expect(lawsOf(book({ credits: [opening, { ...back, parts: [part('ticket-0-0', 2)] }] }))).toEqual([
    'returned ticket-0-2 0 2',
    'returned ticket-0-0 2 0',
  ]);
  const twice = { k: 3, q: 2, at, parts: [part('ticket-0-2', 2)] };
  expect(lawsOf(book({ counter: { n: 9, t: 5, c: 3 }, credits: [opening, back, twice] }))).toEqual([
    'once ticket-0-2 2 1',
  ]);
  expect(lawsOf(book({ counter: { n: 7, t: 5, c: 3 } }))).toEqual(['credit c 2 3']);
  expect(lawsOf(book({ tickets: [held, gone, { ...sold, q: 2 }] }))).toEqual(['tile t 5 6']);
});

test('a young gap is on its way; one below an old ticket, and units that are owed for long, are stranded', () => {
  const tickets = [{ from: 2, q: 2, state: 'void', at }, { from: 4, q: 1, state: 'claimed', at }] as const; // biome-ignore format: a row
  expect(audit([book({ tickets })], at)).toMatchObject({ onTheWay: 2, differences: [] });
  expect(lawsOf(book({ tickets: [{ from: 2, q: 2, state: 'void', at: old }, tickets[1]] }))).toEqual([
    'stranded unit 0 2 0',
  ]);
  expect(lawsOf(book({ owed: [{ id: 'ret_1#l', q: 4, at: old }] }))).toEqual(['stranded ret_1#l 4 0']);
});

test('units are where their tickets say: held, sold and not sent yet, on their way', () => {
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
  expect(audit([books], at)).toEqual({ available: 3, held: 2, committed: 3, onTheWay: 7, differences: [] });
});

test('units add up over all shards, and a difference names its shard', () => {
  const other = book({ shard: 3, counter: { n: 1, t: 0, c: 0 }, tickets: [], credits: [] });
  expect(audit([book(), other], at)).toEqual({
    available: 8,
    held: 2,
    committed: 1,
    onTheWay: 0,
    differences: [{ shard: 3, law: 'counter', at: 'n + t', found: 1, expected: 0 }],
  });
});

test('a ticket that was moved or released comes back as one that is void does; one that was sold does not', () => {
  const [held, gone, sold] = book().tickets;
  if (!held || !gone || !sold) throw new Error('sample');
  for (const state of ['void', 'released', 'moved'] as const)
    expect(lawsOf(book({ tickets: [held, { ...gone, state }, sold] }))).toEqual([]);
  expect(lawsOf(book({ tickets: [held, { ...gone, state: 'shipped' }, sold] }))).toEqual(['returned ticket-0-2 2 0']);
});

test('a ticket of one shard may come back on another', () => {
  const moved = { from: 0, q: 2, state: 'moved', at } as const;
  const from = book({ counter: { n: 0, t: 2, c: 1 }, tickets: [moved], credits: [{ k: 1, q: 2, at: old, parts: [part('opening', 2)] }] }); // biome-ignore format: a record
  const to = book({ shard: 1, counter: { n: 2, t: 0, c: 1 }, tickets: [], credits: [{ k: 1, q: 2, at, parts: [part('ticket-0-0', 2)] }] }); // biome-ignore format: a record
  expect(audit([from, to], at).differences).toEqual([]);
  expect(audit([from], at).differences).toEqual([
    { shard: 0, law: 'returned', at: 'ticket-0-0', found: 0, expected: 2 },
  ]);
});

test('a ticket that came back with too many units, or that waits twice, is named', () => {
  const [opening, back] = book().credits;
  if (!opening || !back) throw new Error('sample');
  expect(lawsOf(book({ counter: { n: 8, t: 5, c: 2 }, credits: [opening, { ...back, q: 3, parts: [part('ticket-0-2', 3)] }] }))).toEqual(['returned ticket-0-2 3 2']); // biome-ignore format: a row
  expect(lawsOf(book({ owed: [part('ticket-0-2', 2)] }))).toEqual(['once ticket-0-2 2 1']);
});

test('a return that is credited twice is named, though no ticket belongs to it', () => {
  const [opening, back] = book().credits;
  if (!opening || !back) throw new Error('sample');
  const twice = { k: 3, q: 2, at, parts: [part('ret_1#l', 1), part('ret_1#l', 1)] };
  expect(lawsOf(book({ counter: { n: 9, t: 5, c: 3 }, credits: [opening, back, twice] }))).toEqual([
    'once ret_1#l 2 1',
  ]);
});

test('a credit that waits for long to be counted in is stranded; at the very moment it is not yet', () => {
  const late = (moment: string) => ({ k: 3, q: 4, at: moment, parts: [part('ret_1#l', 4)] });
  const credits = (moment: string) => [...book().credits, late(moment)];
  expect(lawsOf(book({ credits: credits(old) }))).toEqual(['stranded credit 3 4 0']);
  expect(audit([book({ credits: credits(at) })], at)).toMatchObject({ onTheWay: 4, differences: [] });
});

test('units that were taken after the last ticket are on their way, however old that is', () => {
  expect(audit([book({ counter: { n: 4, t: 8, c: 2 } })], at)).toMatchObject({ onTheWay: 3, differences: [] });
});
