import * as z from 'zod/mini';
import { nowMs } from '#lib/clock.ts';
import { newId, sign } from '#lib/id.ts';
import { sendMessages } from '#lib/send.ts';
import { ConditionFailed, get, type Item, put, putNew, transact, write } from '#lib/table.ts';
import { DeliverTestReport } from '../../messages.ts';
import { testObjectAt } from '../../payment/payments-table.ts';
import { settings } from '../../settings.ts';
import { atMoment, type Moment, TestPayment, TestRefund, toldAfter } from './world.ts';

/**
 * Where the test provider keeps its objects, and how it tells of them. An object's id follows from the shop's key: the
 * time in it first, so that objects can be listed by time, then 88 bits under a secret. Unguessable, and the same key
 * always finds the same object.
 */
export const objectIdOf = (prefix: 'tpo' | 'trf', key: string): string => {
  const time = key.split('_')[1]?.slice(0, 10) ?? '';
  const secret = Buffer.from(sign(settings().PERMANENT_KEY, 'test-provider-object', key), 'base64url').toString('hex');
  return `${prefix}_${time}${secret.slice(0, 22).toUpperCase()}`;
};

export const moment = (): Moment => ({ now: nowMs(), lateMs: settings().TEST_LATE_SECONDS * 1000 });

const TestObject = z.union([TestPayment, TestRefund]);
const parsed = (item: Item | undefined) => (item ? z.parse(TestObject, item) : undefined);
const itemOf = (object: TestPayment | TestRefund) => ({
  ...testObjectAt(object.id).key,
  type: 'test-object',
  ...object,
});

export const readTestObject = async (id: string): Promise<TestPayment | TestRefund | undefined> =>
  parsed(await get(testObjectAt(id), { consistent: true }));

export const readTestPayment = async (id: string): Promise<TestPayment | undefined> => {
  const object = await readTestObject(id);
  return object?.kind === 'payment' ? object : undefined;
};

/** Tells the shop that something of an object changed, now or later. */
const tell = async (objectId: string, afterMs: number): Promise<void> =>
  sendMessages(DeliverTestReport, [{ objectId, reportId: newId('tre') }], { delaySeconds: afterMs / 1000 });

/**
 * Reports again all that ever happened to an object. A repeated call may come from a function that died between the
 * change and its report; a report more changes nothing.
 */
const tellAgain = async (object: TestPayment, at: Moment): Promise<void> => {
  for (const ms of toldAfter(undefined, object, at)) await tell(object.id, Math.max(0, ms));
};

/** Stores a new object and tells of it, or answers the one that the key made before and tells of it again. */
export const makeTestPayment = async (object: TestPayment, at: Moment): Promise<TestPayment> => {
  const { table } = testObjectAt(object.id);
  try {
    await write(putNew(table, itemOf(object)));
  } catch (error) {
    const before = error instanceof ConditionFailed ? parsed(error.found) : undefined;
    if (before?.kind !== 'payment') throw error;
    await tellAgain(before, at);
    return before;
  }
  for (const ms of toldAfter(undefined, object, at)) await tell(object.id, ms);
  return object;
};

/** Changes an object under its version and reports it; where nothing changes, reports it once more. */
export const changeTestPayment = async (
  id: string,
  change: (object: TestPayment, at: Moment) => TestPayment,
): Promise<TestPayment | undefined> => {
  for (let round = 0; round < 8; round += 1) {
    const before = await readTestPayment(id);
    if (!before) return undefined;
    const at = moment();
    const after = change(before, at);
    if (after === before) {
      await tellAgain(before, at);
      return before;
    }
    const { table } = testObjectAt(id);
    try {
      const stored = { ...after, version: before.version + 1 };
      await write(put(table, itemOf(stored), { if: '#version = :seen', values: { seen: before.version } }));
      for (const ms of toldAfter(before, after, at)) await tell(id, ms);
      return stored;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw new Error('test provider: the object keeps changing');
};

/** Stores a new refund with its units taken off the payment, or answers the one that the key made before; tells either way. */
export const makeTestRefund = async (
  id: string,
  paymentObject: string,
  make: (payment: TestPayment) => TestRefund,
): Promise<TestRefund> => {
  for (let round = 0; round < 8; round += 1) {
    const made = await readTestObject(id);
    if (made?.kind === 'refund') {
      await tell(id, 0);
      return made;
    }
    const stored = await readTestPayment(paymentObject);
    if (!stored) throw new Error('test provider: no such payment');
    const payment = atMoment(stored, moment());
    const refund = make(payment);
    const taken = refund.status === 'failed' ? 0 : refund.units;
    const { table } = testObjectAt(id);
    const after = { ...payment, refunded: payment.refunded + taken, version: payment.version + 1 };
    try {
      await transact([
        putNew(table, itemOf(refund)),
        put(table, itemOf(after), { if: '#version = :seen', values: { seen: payment.version } }),
      ]);
      await tell(id, 0);
      return refund;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw new Error('test provider: the payment keeps changing');
};
