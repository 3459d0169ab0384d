import { expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { write } from '#lib/table.ts';
import { invokeHttp, sqsEvent, testContext } from '../../../test/support/invoke.ts';
import { mailTo } from '../../../test/support/look.ts';
import { contactWrite, createApiKey } from '../../users/public.ts';
import { contact, orderPaidEvent, parcel, returned } from '../fixtures/paid-order.ts';
import * as preview from '../http/admin/preview-notification.ts';
import { notificationId } from '../notifications-table.ts';
import { handler as onFulfilled } from './on-order-fulfilled.ts';
import { handler as onReturned } from './on-order-returned.ts';

const token = (await createApiKey({ name: 'mail room', scopes: ['notifications'] })).secret;
const newContact = async (email: string): Promise<string> => {
  const { write: put, contactRef } = contactWrite({ ...contact, email }, nowMs());
  await write(put);
  return contactRef;
};
const noFailures = { batchItemFailures: [] };

test('a parcel is told once, with its tracking, to the address that it goes to', async () => {
  const contactRef = await newContact('parcel@example.com');
  const event = { ...orderPaidEvent(contactRef), type: 'order.fulfilled', sequence: 3, data: parcel(contactRef) };
  expect(await onFulfilled(sqsEvent([event, event]), testContext())).toEqual(noFailures);
  expect(await onFulfilled(sqsEvent([event]), testContext())).toEqual(noFailures);
  const mails = await mailTo('parcel@example.com');
  expect(mails.map(({ subject }) => subject)).toEqual(['Order 7KQ4-2M9X-81 is on its way']);
  const { html = '', text = '' } = mails[0]?.body ?? {};
  expect(text).toContain('We have sent a part of your order. The rest follows in another parcel.');
  expect(text).toContain(
    'Tracking  00340434161094042557: https://www.dhl.example/track?id=00340434161094042557&lang=en\nTracking  without an address\n',
  );
  expect(text).toContain('1 × Mug – Blue · MUG-BLUE');
  expect(text).toContain('Ada Lovelace\n1 Way\n8010 Graz\nAustria');
  expect(html).toContain('href="https://www.dhl.example/track?id=00340434161094042557&amp;lang=en"');
});

test('a return is told once, with what becomes of the money, and can be looked at', async () => {
  const contactRef = await newContact('return@example.com');
  const event = { ...orderPaidEvent(contactRef), type: 'order.returned', sequence: 4, data: returned(contactRef) };
  expect(await onReturned(sqsEvent([event, event]), testContext())).toEqual(noFailures);
  expect(await onReturned(sqsEvent([event]), testContext())).toEqual(noFailures);
  const mails = await mailTo('return@example.com');
  expect(mails.map(({ subject }) => subject)).toEqual(['Your return for order 7KQ4-2M9X-81 has arrived']);
  expect(mails[0]?.body.text).toContain('Your money is on its way');
  expect(mails[0]?.body.text).not.toContain('Ship to');
  const id = notificationId(event.id, 'return-received', Date.parse(event.timestamp));
  const shown = await invokeHttp(preview, { token, params: { id } });
  expect([shown.status, shown.text]).toEqual([200, mails[0]?.body.html]);
});

test('a return without money says nothing of money', async () => {
  const contactRef = await newContact('barter@example.com');
  const data = { ...returned(contactRef), refundId: null };
  const event = { ...orderPaidEvent(contactRef), type: 'order.returned', sequence: 4, data };
  expect(await onReturned(sqsEvent([event]), testContext())).toEqual(noFailures);
  const [mail] = await mailTo('barter@example.com');
  expect(mail?.body.text).toContain('We have received what you sent back.\n');
  expect(mail?.body.text).not.toContain('money');
});
