import { decodeTime } from 'ulid';
import { env } from '#lib/env.ts';
import { sha256 } from '#lib/id.ts';
import type { Payment, PaymentReport } from '../../payment/payment.ts';
import type { TestMethod } from '../../payment/payment-input.ts';
import type { Provider } from '../../provider/port.ts';
import type { RefundReport } from '../../refund/refund.ts';
import { settings } from '../../settings.ts';
import { fromUnits, toUnits } from '../units.ts';
import { listMoney } from './list.ts';
import { verifyReport } from './signature.ts';
import { changeTestPayment, makeTestPayment, makeTestRefund, moment, objectIdOf, readTestObject } from './store.ts';
import { atMoment, closed, nextActionOf, opened, refunded, type TestPayment, type TestRefund } from './world.ts';

/** The embedded provider: it behaves as real ones do, offline, and moves no money. */
const pageOf = (objectId: string): string => `${env().API_URL}/payments/test/${objectId}`;

const reportOf = (object: TestPayment): PaymentReport => ({
  kind: 'payment',
  objectId: object.id,
  chargeId: object.status === 'succeeded' ? object.id : null,
  paymentId: object.paymentId,
  state: object.status,
  received: object.status === 'succeeded' ? fromUnits(object.charged, object.currency) : null,
  nextAction: settings().TEST_OPENS_PAGE || object.named ? nextActionOf(object.status, pageOf(object.id)) : null,
  failure: object.status === 'failed' ? object.failure : null,
  dispute: object.dispute,
  madeAt: decodeTime(object.paymentId.slice('pay_'.length)),
  returned: object.charged > 0 && object.refunded >= object.charged,
});

/** The first answer, which a key gives for ever. */
const firstReportOf = (object: TestPayment): PaymentReport =>
  reportOf({ ...object, status: object.first.status, failure: object.first.failure, dispute: null });

const refundReportOf = (object: TestRefund, state = object.status): RefundReport => ({
  kind: 'refund',
  objectId: object.id,
  refundId: object.refundId,
  state,
  failure: state === 'failed' ? object.failure : null,
});

/** Makes an unused object from the payment's frozen parameters. */
const objectFor = (payment: Payment): TestPayment => {
  const { asked, method, returnUrl, cancelUrl, description } = payment;
  const fields = { units: toUnits(asked), currency: asked.currency, description, returnUrl, cancelUrl };
  return {
    kind: 'payment',
    id: objectIdOf('tpo', payment.id),
    version: 1,
    paymentId: payment.id,
    asked: sha256(JSON.stringify({ ...fields, method })),
    ...fields,
    named: method !== null,
    method: method as TestMethod | null,
    status: 'requires-action',
    first: { status: 'requires-action', failure: null },
    challenged: false,
    declines: 0,
    failure: null,
    charged: 0,
    refunded: 0,
    dispute: null,
    paidAt: null,
    disputedAt: null,
  };
};

/** A key belongs to one question. @throws when the same key comes with another */
const sameQuestion = <T extends { readonly asked: string }>(made: T, asked: string): T => {
  if (made.asked !== asked) throw new Error('test provider: this key was used with other parameters');
  return made;
};

const lookUp = async (objectId: string): Promise<PaymentReport | RefundReport | undefined> => {
  const object = await readTestObject(objectId);
  if (!object) return undefined;
  return object.kind === 'payment' ? reportOf(atMoment(object, moment())) : refundReportOf(object);
};

export const testProvider: Provider = {
  async open(payment) {
    const at = moment();
    const object = opened(objectFor(payment), at);
    return firstReportOf(sameQuestion(await makeTestPayment(object, at), object.asked));
  },
  async read(payment) {
    const report = await lookUp(objectIdOf('tpo', payment.id));
    return report?.kind === 'payment' ? report : undefined;
  },
  async close(payment) {
    const fresh = objectFor(payment);
    const after = await changeTestPayment(fresh.id, (object, at) => closed(atMoment(object, at), at));
    if (after) return reportOf(after);
    // No object yet: a closed one takes its place, and is what a late call to open will find under its key.
    const tombstone: TestPayment = { ...fresh, status: 'cancelled', first: { status: 'cancelled', failure: null } };
    const made = await makeTestPayment(tombstone, moment());
    return made.status === 'cancelled' ? reportOf(made) : testProvider.close(payment);
  },
  async refund(refund, payment) {
    const [id, units] = [objectIdOf('trf', refund.id), toUnits(refund.amount)];
    const asked = sha256(JSON.stringify({ payment: payment.id, units, currency: refund.amount.currency }));
    const made = await makeTestRefund(id, objectIdOf('tpo', payment.id), (object) =>
      refunded(object, { id, refundId: refund.id, asked, units }),
    );
    return refundReportOf(sameQuestion(made, asked), made.first);
  },
  async readRefund(refund) {
    const report = await lookUp(objectIdOf('trf', refund.id));
    return report?.kind === 'refund' ? report : undefined;
  },
  lookUp,
  list: (window) => listMoney(window, reportOf),
  async verifyWebhook(headers, rawBody) {
    return verifyReport(headers, rawBody);
  },
};
