import { expect, test } from 'vitest';
import { recordedAnswer } from './recorded-answer.ts';

test('what differs from run to run becomes constant, and of a list two entries stay', () => {
  const run = (id: string, at: string, port: number) =>
    recordedAnswer({
      id: `ord_${id}`,
      number: 'CKF9-KSGA-N0AR-J',
      placedAt: at,
      day: at.slice(0, 10),
      orderToken: `${id}.${port}`,
      url: `http://127.0.0.1:${port}/bulk/exp_${id}.csv?X-Amz-Date=${port}&X-Amz-Signature=${id}`,
      lines: [{ quantity: 1 }, { quantity: 2 }, { quantity: 3 }],
      note: null,
    });
  const one = run('01M8NZW1PB9FKD2Y10TAXBAYEY', '2026-11-30T10:26:37.899Z', 4100);
  expect(one).toEqual(run('01M8P312MS7SY3345P63QG6Z3Y', '2026-12-01T00:00:00.000Z', 39_999));
  expect(one).toEqual({
    id: 'ord_01KAP0000000000000000EXAMP',
    number: 'K7QF-2M9X-4TRA-D',
    placedAt: '2026-11-27T20:00:00.000Z',
    day: '2026-11-27',
    orderToken: 'eyJrIjoxfQ.c2lnbmF0dXJl',
    url: 'https://api.example/bulk/exp_01KAP0000000000000000EXAMP.csv?X-Amz-Signature=example',
    lines: [{ quantity: 1 }, { quantity: 2 }],
    note: null,
  });
});
