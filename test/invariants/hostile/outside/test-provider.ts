import type { Outside } from './outside.ts';

const buttons = ['test_approved', 'test_approved', 'test_declined', 'test_action', 'test_late', 'cancel'];

/** The embedded test provider: its page is a route of the shop's, and its books lie in billing's table. */
export const testProvider: Outside = {
  methods: [
    'test_approved', 'test_approved', 'test_approved', 'test_approved', 'test_declined', 'test_action', 'test_late',
    'test_silent', 'test_refund_fails', 'test_disputed', 'test_mismatch', undefined, undefined,
  ], // biome-ignore format: a list
  async act(people, payment, chance) {
    if (payment?.nextAction?.type !== 'redirect') return false;
    const id = String(payment.nextAction.url).split('/').at(-1) ?? '';
    await people.ask('billing/press-test-payment', {
      params: { id },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `button=${chance.pick(buttons)}`,
    });
    return true;
  },
  charges(kept) {
    const objects = kept.filter(({ item }) => item['type'] === 'test-object').map(({ item }) => item);
    const refunds = objects.filter(({ kind }) => kind === 'refund');
    // Money that was announced has come by now; the provider works it out when it is asked.
    const amount = ({ paidAt, charged, units }: (typeof objects)[number]): number =>
      paidAt === null ? charged : units;
    return objects
      .filter((object) => object['kind'] === 'payment' && amount(object) > 0)
      .map((object) => ({
        paymentId: object['paymentId'],
        id: object['id'],
        amount: amount(object),
        disputed: object['dispute'] !== null,
        refunds: refunds
          .filter(({ paymentObject }) => paymentObject === object['id'])
          .map(({ refundId, units, status }) => ({ refundId, amount: units, status })),
      }));
  },
  payable: (kept) =>
    kept
      .filter(({ item }) => item['type'] === 'test-object' && item['status'] === 'requires-action')
      .map(({ item }) => item['paymentId']),
};
