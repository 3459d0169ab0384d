import { expect, test, vi } from 'vitest';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { deliver, factsOf } from '../../../test/support/shop.ts';
import { orders, show, sold } from '../after-payment/after-payment.fixture.ts';
import * as lookUp from '../http/look-up-order.ts';
import * as findOrder from '../queue/find-order.ts';

const ask = (number: string, email: string, sourceIp = '127.0.0.1') =>
  invokeHttp(lookUp, { body: { number, email }, sourceIp });
/** What the route puts into the queue for a request of its own. */
const askedFor = async (number: string, email: string, sourceIp?: string) => {
  const before = (await messagesIn(queueOf('orders', 'find-order'))).length;
  const answer = await ask(number, email, sourceIp);
  return { answer, messages: (await messagesIn(queueOf('orders', 'find-order'))).slice(before) };
};
const linkFacts = async (id: string) => (await factsOf(orders, id)).filter(({ type }) => type === 'order.link-asked');

test('number and e-mail together find the order, in any spelling; twice in, one link in ten minutes', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const { number, email } = await show(id);
  const { answer, messages } = await askedFor(` ${number.toLowerCase().replaceAll('-', ' ')}`, email.toUpperCase());
  expect(answer).toMatchObject({ status: 202, text: '' });
  expect(JSON.stringify(messages)).not.toContain('@');
  expect(await deliver(findOrder, [...messages, ...messages])).toBe(0);
  expect(await linkFacts(id)).toMatchObject([{ data: { orderId: id, number } }]);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
  try {
    expect(await deliver(findOrder, messages)).toBe(0);
  } finally {
    vi.useRealTimers();
  }
  expect(await linkFacts(id)).toHaveLength(2);
});

test('an unknown number, and another’s address, are answered alike and lead to nothing', async () => {
  const { id } = await sold([{ quantity: 1 }]);
  const { number, email } = await show(id);
  const other = (await show((await sold([{ quantity: 1 }])).id)).number;
  const [known, stranger] = [await askedFor(number, email), await askedFor(number, 'someone@example.net')];
  const unknown = await askedFor('MDXG-GBZZ-HBKA-2', email);
  expect(other).not.toBe(number);
  const shown = ({ answer: { status, text, headers } }: typeof known) => [status, text, Object.keys(headers).sort()];
  expect(shown(stranger)).toEqual(shown(known));
  expect(shown(unknown)).toEqual(shown(known));
  expect(await deliver(findOrder, [...stranger.messages, ...unknown.messages])).toBe(0);
  expect(await linkFacts(id)).toEqual([]);
});

test('a mistyped number is told at once; who asks too often waits', async () => {
  const mistyped = await ask('MDXG-GBZZ-HBKB-2', 'kim@example.org', '203.0.113.7');
  expect([mistyped.status, mistyped.body.errors[0].path]).toEqual([400, 'number']);
  const all = [];
  for (let i = 0; i < 10; i += 1) all.push((await ask('MDXG-GBZZ-HBKA-2', 'kim@example.org', '203.0.113.7')).status);
  expect(all.at(-1)).toBe(429);
});
