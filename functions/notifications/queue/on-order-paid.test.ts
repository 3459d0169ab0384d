import { expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { write } from '#lib/table.ts';
import { inScope } from '#lib/trace.ts';
import { invokeHttp, sqsEvent, testContext } from '../../../test/support/invoke.ts';
import { contactWrite, createApiKey } from '../../users/public.ts';
import { contact, orderPaidEvent } from '../fixtures/paid-order.ts';
import * as list from '../http/admin/list-notifications.ts';
import * as preview from '../http/admin/preview-notification.ts';
import * as resend from '../http/admin/resend-notification.ts';
import { notificationId } from '../notifications-table.ts';
import { notifyOnce } from '../notify.ts';
import { handler } from './on-order-paid.ts';
import { handler as sendNotification } from './send-notification.ts';

const token = (await createApiKey({ name: 'mail room', scopes: ['notifications'] })).secret;
const consume = (...events: unknown[]) => handler(sqsEvent(events), testContext());
const newContact = async (email: string): Promise<string> => {
  const { write: put, contactRef } = contactWrite({ ...contact, email }, nowMs());
  await write(put);
  return contactRef;
};

interface StoredMail {
  readonly from: string;
  readonly subject: string;
  readonly destination: { readonly to: string[] };
  readonly body: { readonly html: string; readonly text: string };
  readonly headers: { readonly name: string; readonly value: string }[];
}
const mailsTo = async (email: string): Promise<StoredMail[]> => {
  const answer = await fetch(`${process.env['AWS_ENDPOINT_URL_SESV2']}/store`);
  const { emails } = (await answer.json()) as { emails: StoredMail[] };
  return emails.filter((mail) => mail.destination.to.includes(email));
};
const idOf = (event: { id: string; timestamp: string }) =>
  notificationId(event.id, 'order-confirmation', Date.parse(event.timestamp));
const listed = async (id: string) => {
  const { body } = await invokeHttp(list, { token, query: { limit: 100 } });
  return body.items.find((one: { id: string }) => one.id === id);
};

test('a paid order is confirmed by one mail that carries the event’s id, and a repeat sends nothing', async () => {
  const event = orderPaidEvent(await newContact('once@example.com'));
  expect(await consume(event)).toEqual({ batchItemFailures: [] });
  expect(await consume(event)).toEqual({ batchItemFailures: [] });
  const mails = await mailsTo('once@example.com');
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({
    from: '"Floodgate demo shop" <shop@floodgate.example>',
    subject: 'Order 7KQ4-2M9X-81 is confirmed',
  });
  expect(mails[0]?.headers).toContainEqual({ name: 'X-Entity-Ref-ID', value: event.id });
  expect(mails[0]?.body.html).toContain('Ada Lovelace');
  expect(mails[0]?.body.text).toContain('Total                                                     €24.90');
});

test('the same event twice in one batch, worked at the same moment, sends one mail', async () => {
  const event = orderPaidEvent(await newContact('twin@example.com'));
  await consume(event, event, event);
  expect(await mailsTo('twin@example.com')).toHaveLength(1);
  expect(await listed(idOf(event))).toMatchObject({ status: 'sent' });
});

test('what is kept and listed of a mail names nobody', async () => {
  const contactRef = await newContact('private@example.com');
  const event = orderPaidEvent(contactRef);
  await consume(event);
  const { body, text } = await invokeHttp(list, { token, query: { limit: 100 } });
  expect(body.items.find((one: { id: string }) => one.id === idOf(event))).toEqual({
    id: idOf(event),
    kind: 'order-confirmation',
    status: 'sent',
    eventId: event.id,
    orderId: 'ord_01KATRZ2V7Q1Y5W3M8N4J6H0BC',
    orderNumber: '7KQ4-2M9X-81',
    contactRef,
    attempts: 1,
    messageId: expect.stringMatching(/.+/),
    reason: null,
    resendOf: null,
    createdAt: expect.stringMatching(/^\d{4}-/),
    updatedAt: expect.stringMatching(/^\d{4}-/),
  });
  expect(text).not.toMatch(/example\.com|Lovelace|Graz/);
});

test('a buyer whose contact is gone gets no mail, and the record says why', async () => {
  const event = orderPaidEvent('con_01KATRZ2V7Q1Y5W3M8N4J6GONE');
  expect(await consume(event)).toEqual({ batchItemFailures: [] });
  expect(await listed(idOf(event))).toMatchObject({ status: 'skipped', reason: 'contact-gone' });
});

test('an event of another form fails alone', async () => {
  const event = orderPaidEvent(await newContact('beside@example.com'));
  const batch = sqsEvent([{ ...event, data: { orderId: 'x' } }, event]);
  expect(await handler(batch, testContext())).toEqual({
    batchItemFailures: [{ itemIdentifier: batch.Records[0]?.messageId }],
  });
  expect(await mailsTo('beside@example.com')).toHaveLength(1);
});

test('the list goes on by its cursor without gap or repeat, newest first', async () => {
  for (let i = 0; i < 5; i += 1) await consume(orderPaidEvent('con_01KATRZ2V7Q1Y5W3M8N4J6GONE'));
  const whole = await invokeHttp(list, { token, query: { limit: 100 } });
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await invokeHttp(list, { token, query: { limit: 2, ...(cursor ? { cursor } : {}) } });
    ids.push(...page.body.items.map((one: { id: string }) => one.id));
    cursor = page.body.nextCursor;
  } while (cursor);
  // Other tests add to the list meanwhile.
  const known: string[] = whole.body.items.map((one: { id: string }) => one.id);
  expect(ids.filter((id) => known.includes(id))).toEqual(known);
  expect(ids).toEqual([...new Set(ids)].sort().reverse());
});

test('a mail can be looked at, and sent again by hand: once per key', async () => {
  const event = orderPaidEvent(await newContact('again@example.com'));
  await consume(event);
  const params = { id: idOf(event) };
  const page = await invokeHttp(preview, { token, params });
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.text).toContain('Thank you, Ada Lovelace');
  expect(page.headers['content-security-policy']).toBe("default-src 'none'; style-src 'unsafe-inline'");
  const headers = { 'idempotency-key': `again-${event.id}` };
  const first = await invokeHttp(resend, { token, params, headers });
  const second = await invokeHttp(resend, { token, params, headers });
  expect(first.status).toBe(202);
  expect(first.body).toMatchObject({ status: 'waiting', attempts: 0, resendOf: params.id, eventId: event.id });
  expect([second.body, second.headers['idempotent-replayed']]).toEqual([first.body, 'true']);
  const message = sqsEvent([{ id: first.body.id }, { id: first.body.id }]);
  expect(await sendNotification(message, testContext())).toEqual({ batchItemFailures: [] });
  expect(await sendNotification(message, testContext())).toEqual({ batchItemFailures: [] });
  expect(await listed(first.body.id)).toMatchObject({ status: 'sent', attempts: 1, resendOf: params.id });
  expect(await mailsTo('again@example.com')).toHaveLength(2);
});

test('a confirmation costs two write units', async () => {
  const event = orderPaidEvent(await newContact('cost@example.com'));
  const fact = {
    eventId: event.id,
    at: Date.parse(event.timestamp),
    kind: 'order-confirmation' as const,
    told: event.data,
  };
  const used = await inScope({ requestId: 'r', actor: 'test' }, async ({ meter }) => {
    await notifyOnce(fact);
    return { calls: meter.calls, writes: meter.writeUnits };
  });
  expect(used).toEqual({ calls: 3, writes: 2 });
});

test('a notification that does not exist is not found', async () => {
  const params = { id: 'ntf_01KATRZ2V7Q1Y5W3M8N4J6H0ZZ' };
  expect((await invokeHttp(preview, { token, params })).status).toBe(404);
  expect((await invokeHttp(resend, { token, params })).status).toBe(404);
  expect((await invokeHttp(preview, { token, params: { id: 'ntf_x' } })).status).toBe(404);
});
