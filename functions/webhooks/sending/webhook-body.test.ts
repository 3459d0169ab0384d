import { expect, test } from 'vitest';
import { webhookBody } from './webhook-body.ts';

const api = 'https://api.example/api/v1';
const contact = {
  email: 'ada@example.com',
  shippingAddress: { name: 'Ada', line1: '1 Way', city: 'Graz', postalCode: '8010', country: 'AT' },
};
const fact = (data: Record<string, unknown>) => ({
  id: 'evt_1',
  type: 'order.paid',
  timestamp: '2026-11-22T08:31:00.000Z',
  data,
});

test('a body is type, time and data, with who bought added', () => {
  expect(JSON.parse(webhookBody(fact({ orderId: 'ord_1', lines: [1] }), contact, api))).toEqual({
    type: 'order.paid',
    timestamp: '2026-11-22T08:31:00.000Z',
    data: { orderId: 'ord_1', lines: [1], contact },
  });
});

test('without a contact nothing is added', () => {
  expect(JSON.parse(webhookBody(fact({ a: 1 }), undefined, api)).data).toEqual({ a: 1 });
});

test('above 20 kB the lines are left out and linked', () => {
  const lines = Array.from({ length: 40 }, (_, i) => ({ id: `line-${i}`, title: 'x'.repeat(600) }));
  const body = webhookBody(fact({ orderId: 'ord_1', number: 'N1', lines }), contact, api);
  expect(Buffer.byteLength(body)).toBeLessThan(1000);
  expect(JSON.parse(body).data).toEqual({
    orderId: 'ord_1',
    number: 'N1',
    contact,
    linesUrl: 'https://api.example/api/v1/admin/orders/ord_1',
  });
});

test('a body of 20,000 bytes is whole, one of 20,001 is not', () => {
  const bytes = (size: number) => {
    const empty = Buffer.byteLength(webhookBody(fact({ orderId: 'o', lines: [''] }), undefined, api));
    return webhookBody(
      fact({ orderId: 'o', lines: ['é'.repeat((size - empty) >> 1) + 'e'.repeat((size - empty) & 1)] }),
      undefined,
      api,
    );
  };
  expect(Buffer.byteLength(bytes(20_000))).toBe(20_000);
  expect(JSON.parse(bytes(20_001)).data).toHaveProperty('linesUrl');
});
