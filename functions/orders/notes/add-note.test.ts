import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { query, write } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { clerk, orders, show, sold, staff, typesOf } from '../after-payment/after-payment.fixture.ts';
import * as addNote from '../http/admin/add-note.ts';
import * as listOrders from '../http/admin/list-orders.ts';
import * as getOrder from '../http/get-order.ts';
import { orderToken } from '../order/order-token.ts';
import { newNote, readNotes } from './notes-table.ts';

const noted = (id: string, text: unknown, headers: object = {}) => staff(addNote, id, { text }, { headers });

test('the staff reads who noted what and when, oldest first; the buyer and the order’s history know nothing of it', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const before = await show(id);
  const first = await noted(id, 'Asked for a gift box.\n\nBlue ribbon.');
  expect(first).toMatchObject({ status: 201, headers: { location: `/api/v1/admin/orders/${id}` } });
  expect(first.body).toEqual({
    id: expect.stringMatching(/^nte_/),
    text: 'Asked for a gift box.\n\nBlue ribbon.',
    by: expect.stringMatching(/^key:key_/),
    createdAt: expect.stringMatching(/^20\d\d-/),
  });
  const second = await noted(id, 'Called back: it is fine.');
  const after = await show(id);
  expect(after.notes).toEqual([first.body, second.body]);
  expect({ ...after, notes: [] }).toEqual({ ...before, notes: [] });
  const held = await invokeHttp(getOrder, { params: { id }, headers: { 'x-order-token': orderToken(id) } });
  expect(held.status).toBe(200);
  expect(held.text).not.toMatch(/gift box|"notes"|nte_/);
  const listed = await invokeHttp(listOrders, { query: { limit: 100 }, token: await clerk() });
  expect(listed.text).not.toContain('gift box');
  expect(await typesOf(id)).not.toContain('note');
});

test('under one Idempotency-Key it is one note, at the same moment too', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const headers = { 'idempotency-key': newId('key') };
  const one = await noted(id, 'Once.', headers);
  const again = await noted(id, 'Once.', headers);
  expect(again).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' }, body: one.body });
  expect((await noted(id, 'Other.', headers)).body.code).toBe('idempotency-key-reused');
  const key = { 'idempotency-key': newId('key') };
  const both = await Promise.all([noted(id, 'Twice.', key), noted(id, 'Twice.', key)]);
  expect(both.every(({ status }) => status === 201 || status === 409)).toBe(true);
  expect((await readNotes(id)).map(({ text }) => text)).toEqual(['Once.', 'Twice.']);
});

test('many at once are all there, and the hundredth is the last', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const all = await Promise.all(Array.from({ length: 5 }, (_, n) => noted(id, `Note ${n}`)));
  expect(all.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  expect(new Set((await readNotes(id)).map(({ text }) => text)).size).toBe(5);
  for (let number = 5; number < 100; number += 1) {
    const note = { id: newId('nte'), text: 'x', by: 'key:1', createdAt: '2026-01-01T00:00:00.000Z' };
    await write(newNote(id, number, note));
  }
  expect(await noted(id, 'One more')).toMatchObject({ status: 409, body: { code: 'too-many-notes' } });
  expect((await show(id)).notes).toHaveLength(100);
});

test.each([
  ['', 'text must not be empty'],
  [' \n ', 'text must not be empty'],
  ['x'.repeat(2001), 'text must have at most 2000 characters'],
  ['a\u0007b', 'text must be text without control characters'],
  ['Card 4242 4242 4242 4242', 'text must not contain a card number'],
  ['Write to kim@example.org', 'text must not contain an e-mail address; the contact does'],
  ['Call +353 87 123 4567', 'text must not contain a telephone number; the contact does'],
  [7, 'text must be a text'],
  [undefined, 'text is missing'],
])('%j is told', async (text, said) => {
  const answer = await noted('ord_00000000000000000000000000', text);
  expect([answer.status, answer.body.detail]).toEqual([400, `The request is not valid: ${said}.`]);
});

test('of an order that is not there nothing is noted', async () => {
  const id = 'ord_00000000000000000000000000';
  expect((await noted(id, 'Hello')).status).toBe(404);
  expect((await query(orders, { pk: id, limit: 5 })).items).toEqual([]);
});
