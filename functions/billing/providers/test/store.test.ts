import { expect, test } from 'vitest';
import { money } from '#lib/money.ts';
import { transact } from '#lib/table.ts';
import { messagesIn, queueOf } from '../../../../test/support/look.ts';
import { aPayment, aRow, objectOf } from '../../fixtures/payments.ts';
import { readPayment } from '../../payment/open-payment.ts';
import { refundRow } from '../../refund/refund-payment.ts';
import { testProvider } from './adapter.ts';
import { pressTestPayment } from './press.ts';

/** How many reports of an object lie in the queue. */
const told = async (objectId: string | null): Promise<number> =>
  (await messagesIn(queueOf('billing', 'deliver-test-report'))).filter((one) => one.objectId === objectId).length;

test('who asks for a payment again is told of it again: the one before may have died between doing and telling', async () => {
  const row = await aRow({ method: 'test_approved' });
  const { objectId } = await testProvider.open(row);
  expect(await told(objectId)).toBe(1);
  expect((await testProvider.open(row)).objectId).toBe(objectId);
  expect(await told(objectId)).toBe(2);
});

test('a button that was pressed before tells once more and charges once', async () => {
  const object = objectOf(await aPayment(null));
  await pressTestPayment(object, 'test_approved');
  await pressTestPayment(object, 'test_approved');
  expect(await told(object)).toBe(2);
});

test('a refund that is asked for again is told of again, and is one refund', async () => {
  const payment = await readPayment((await aPayment('test_approved')).id);
  const { refund, writes } = refundRow({
    payment,
    amount: money(100, 'EUR'),
    reason: 'late',
    refundId: 'ref_01KAP00000000000000TOLDAGN',
    now: 1_795_000_000_000,
  });
  await transact(writes);
  const { objectId } = await testProvider.refund(refund, payment);
  expect((await testProvider.refund(refund, payment)).objectId).toBe(objectId);
  expect(await told(objectId)).toBe(2);
});
