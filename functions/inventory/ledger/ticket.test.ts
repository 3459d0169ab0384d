import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, gapsIn, isFinal, KeptTicket, Ticket, TicketState, ticketId, transitions } from './ticket.ts';

test('tickets that tile leave no gap', () => {
  expect(gapsIn([{ from: 0, q: 2 }, { from: 2, q: 1 }, { from: 3, q: 4 }], 0, 7)).toEqual([]); // biome-ignore format: a row
});

test('what no ticket covers is a gap: before, between and after', () => {
  expect(gapsIn([{ from: 2, q: 1 }, { from: 5, q: 2 }], 0, 9)).toEqual([
    { from: 0, to: 2 }, { from: 3, to: 5 }, { from: 7, to: 9 },
  ]); // biome-ignore format: a row
});

test('two tickets over one unit are a broken law, not a gap', () => {
  expect(() => gapsIn([{ from: 0, q: 3 }, { from: 2, q: 1 }], 0, 3)).toThrow('tickets overlap at unit 2'); // biome-ignore format: a row
});

test('any row of tickets with some left out: the gaps are exactly what was left out', () => {
  const sizes = fc.array(fc.record({ q: fc.integer({ min: 1, max: 9 }), kept: fc.boolean() }), { maxLength: 40 });
  fc.assert(
    fc.property(sizes, (row) => {
      let t = 0;
      const all = row.map(({ q, kept }) => {
        const ticket = { from: t, q, kept };
        t += q;
        return ticket;
      });
      const missing = all.filter(({ kept }) => !kept).reduce((sum, { q }) => sum + q, 0);
      const gaps = gapsIn(all.filter(({ kept }) => kept), 0, t); // biome-ignore format: a row
      expect(gaps.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(missing);
      for (const { from, to } of gaps) expect(all.some((one) => one.kept && one.from < to && one.from + one.q > from)).toBe(false); // biome-ignore format: a row
    }),
  );
});

test('a partition of tickets holds 64 units of the counter', () => {
  expect([0, 63, 64, 127, 128].map(bucketOf)).toEqual([0, 0, 1, 1, 2]);
});

test('held and claimed are the only states that something follows', () => {
  expect(TicketState.options.filter((state) => !isFinal(state))).toEqual(['held', 'claimed']);
});

test('tickets that end before the stretch that is looked at, or begin behind it, are passed', () => {
  const tickets = [{ from: 0, q: 2 }, { from: 2, q: 2 }, { from: 6, q: 1 }, { from: 9, q: 3 }, { from: 20, q: 1 }]; // biome-ignore format: a row
  expect(gapsIn(tickets, 5, 9)).toEqual([{ from: 5, to: 6 }, { from: 7, to: 9 }]); // biome-ignore format: a row
  expect(gapsIn(tickets, 3, 6)).toEqual([{ from: 4, to: 6 }]);
  expect(gapsIn(tickets, 12, 15)).toEqual([{ from: 12, to: 15 }]);
});

test('what the units of an ended ticket are called says where they came from', () => {
  expect(ticketId({ shard: 3, from: 128 })).toBe('ticket-3-128');
});

test('a ticket is read as it was handed out, and as it was kept', () => {
  const ticket = { what: 'var_1', shard: 3, from: 128, quantity: 2 };
  expect(Ticket.parse(ticket)).toEqual(ticket);
  const kept = { from: 128, q: 2, state: 'claimed', ref: 'ord_1', shipped: 1, at: '2026-01-01T00:00:00.000Z' };
  expect(KeptTicket.parse(kept)).toEqual(kept);
  const adjusted = { from: 0, q: 2, state: 'adjusted', at: kept.at, reason: 'broken', actor: 'staff' };
  expect(KeptTicket.parse(adjusted)).toEqual(adjusted);
  expect(() => KeptTicket.parse({ ...kept, state: 'lost' })).toThrow();
});

test('a ticket goes these ways and no others', () => {
  expect(transitions).toEqual({
    absent: ['held', 'void', 'moved', 'adjusted'],
    held: ['claimed', 'shipped', 'released'],
    claimed: ['shipped'],
    shipped: [],
    released: [],
    void: [],
    moved: [],
    adjusted: [],
  });
});
