import { newId } from '#lib/id.ts';
import { signReport } from '../../../functions/billing/providers/test/signature.ts';
import { until } from '../../prove/demo/client.ts';
import { contentMakers } from './sample-content.ts';
import { type Made, type Maker, make, newest } from './sample-makers.ts';
import { uploadPicture } from './sample-picture.ts';
import type { ShopClient } from './shop-client.ts';

/** A cart that is ready; each of a buyer of its own, since a mailbox has few orders that wait for their payment. */
const newCart = () => ({
  lines: [{ sku: 'MUG-BLUE', quantity: 2 }],
  contact: {
    email: `${newId('kim').toLowerCase()}@example.org`,
    shippingAddress: { name: 'Kim Doe', line1: '1 High Street', city: 'Dublin', postalCode: 'D01 F5P2', country: 'IE' },
  },
  shipping: { optionId: 'standard' },
});

/** Buys two mugs, up to the answer of the checkout. */
const checkOut = async ({ ask }: ShopClient, paymentMethod?: string) => {
  const { id } = await ask('POST', '/carts', newCart());
  return ask('POST', `/carts/${id}/checkout`, paymentMethod === undefined ? {} : { paymentMethod });
};

const buy: Maker = async (shop) => {
  const { order, orderToken, payment } = await checkOut(shop, 'test_approved');
  const headers = { 'x-order-token': orderToken };
  await until('the sample’s order is not paid', async () => {
    const { status } = await shop.ask('GET', `/orders/${order.id}`, undefined, headers);
    return status === 'paid' || undefined;
  });
  return { ORDER: order.id, ORDER_TOKEN: orderToken, LINE: order.lines[0].id, PAYMENT: payment.id };
};

const sendOut: Maker = async (shop) => {
  const { ORDER, ORDER_TOKEN, LINE } = await buy(shop);
  const fulfilment = await shop.ask('POST', `/admin/orders/${ORDER}/fulfilments`, {});
  const asked = { lines: [{ lineId: LINE, quantity: 1 }], reason: 'wrong colour' };
  const back = await shop.ask('POST', `/orders/${ORDER}/returns`, asked, { 'x-order-token': `${ORDER_TOKEN}` });
  return {
    SENT_ORDER: `${ORDER}`,
    SENT_ORDER_TOKEN: `${ORDER_TOKEN}`,
    SENT_LINE: `${LINE}`,
    FULFILMENT: fulfilment.id,
    RETURN: back.id,
  };
};

/** An order without its payment, what the test provider calls that, and a report of the provider about it. */
const place: Maker = async (shop) => {
  const { order, orderToken, payment } = await checkOut(shop);
  const object = new URL(payment.nextAction.url).pathname.split('/').at(-1) ?? '';
  const report = signReport(newId('tre'), JSON.stringify({ type: 'object.updated', objectId: object }));
  return {
    UNPAID_ORDER: order.id,
    UNPAID_ORDER_TOKEN: orderToken,
    UNPAID_PAYMENT: payment.id,
    TEST_OBJECT: object,
    REPORT_ID: report['webhook-id'] ?? '',
    REPORT_AT: report['webhook-timestamp'] ?? '',
    REPORT_SIGNATURE: report['webhook-signature'] ?? '',
  };
};

/** An order of its own, of which nothing was sent. */
const newOrder: Maker = async (shop) => ({ NEW_ORDER: (await checkOut(shop)).order.id });

const makeProduct: Maker = async ({ ask }) => {
  const sku = newId('SAMPLE');
  const variants = [{ sku, price: { amount: 2900, currency: 'EUR' } }];
  const { id } = await ask('POST', '/admin/products', { title: `Sample ${sku}`, variants });
  return { NEW_PRODUCT: id, NEW_SKU: sku };
};

const refund: Maker = async (shop) => {
  const { ORDER } = await buy(shop);
  const { id } = await shop.ask('POST', `/admin/orders/${ORDER}/refunds`, {
    amount: { amount: 100, currency: 'EUR' },
    reason: 'late',
  });
  return { REFUND: id, REFUNDED_ORDER: `${ORDER}` };
};

const hook: Maker = async ({ ask }) => {
  const { id } = await ask('POST', '/admin/webhooks', { url: 'http://127.0.0.1:9/hooks', events: ['order.paid'] });
  await ask('POST', `/admin/webhooks/${id}/test`);
  const delivery = await until('the sample’s webhook has no delivery', async () => {
    const { items } = await ask('GET', `/admin/webhooks/${id}/deliveries?limit=1`);
    // While an attempt is in work, no other is made.
    return items[0]?.lastAttemptAt ? (items[0].id as string) : undefined;
  });
  return { WEBHOOK: id, DELIVERY: delivery };
};

const newMedia: Maker = async (shop) => ({ NEW_MEDIA: await uploadPicture(shop) });
const readyMedia: Maker = async (shop) => {
  const { items } = await shop.ask('GET', '/admin/media');
  const ready = items.find(({ status }: { status: string }) => status === 'ready');
  return { MEDIA: ready?.id ?? (await uploadPicture(shop)) };
};

const notify: Maker = async (shop) => {
  const sent = async () => (await shop.ask('GET', '/admin/notifications?limit=1')).items[0]?.id as string | undefined;
  if ((await sent()) === undefined) await buy(shop);
  return { NOTIFICATION: await until('no e-mail of the shop was sent', sent) };
};

const fresh = () => newId('sample').toLowerCase().replace('_', '-');
const newCollection = make('NEW_COLLECTION', '/admin/collections', () => ({
  kind: 'manual',
  title: `Sample ${fresh()}`,
  productIds: [],
}));
const newPriceList = make('NEW_PRICE_LIST', '/admin/price-lists', () => ({
  name: `Sample ${fresh()}`,
  currency: 'EUR',
  startsAt: '2040-01-02T00:00:00Z',
  endsAt: '2040-01-16T00:00:00Z',
}));
const newPromotion = make('NEW_PROMOTION', '/admin/promotions', () => ({
  name: 'Sample',
  code: newId('SAMPLE').slice(0, 30),
  effect: { type: 'percentage', of: 'order', share: '0.05' },
}));

const newShippingOption = make('NEW_SHIPPING_OPTION', '/admin/shipping-options', () => ({
  id: fresh(),
  name: 'Sample',
  // The Antarctic, which the demo shop does not deliver to.
  places: [{ country: 'AQ', region: null, postalPrefix: '' }],
  prices: [{ currency: 'EUR', amount: 0 }],
}));
const newSynonyms = make('NEW_SYNONYMS', '/admin/search/synonyms', () => ({ words: [fresh(), fresh()] }));
const newPin: Maker = async ({ ask }) => {
  const { id: product } = await ask('GET', '/products/mug');
  const { id } = await ask('POST', '/admin/search/pins', { query: fresh(), productIds: [product] });
  return { NEW_PIN: id };
};
const newTaxRate = make('NEW_TAX_RATE', '/admin/tax-rates', () => ({
  name: 'Sample',
  rate: '0.10',
  country: 'AQ',
  postalPrefix: String(newId('A').slice(-3)),
}));

/** Which names a maker answers. */
const makers: readonly (readonly [names: readonly string[], maker: Maker])[] = [
  [['CART'], make('CART', '/carts', newCart)],
  [['ORDER', 'ORDER_TOKEN', 'LINE', 'PAYMENT'], buy],
  [['SENT_ORDER', 'SENT_ORDER_TOKEN', 'SENT_LINE', 'FULFILMENT', 'RETURN'], sendOut],
  [
    [
      'UNPAID_ORDER',
      'UNPAID_ORDER_TOKEN',
      'UNPAID_PAYMENT',
      'TEST_OBJECT',
      'REPORT_ID',
      'REPORT_AT',
      'REPORT_SIGNATURE',
    ],
    place,
  ],
  [['NEW_ORDER'], newOrder],
  [['REFUND', 'REFUNDED_ORDER'], refund],
  [['NEW_PRODUCT', 'NEW_SKU'], makeProduct],
  [['WEBHOOK', 'DELIVERY'], hook],
  [['NOTIFICATION'], notify],
  [['NEW_MEDIA'], newMedia],
  [['MEDIA'], readyMedia],
  [['NEW_COLLECTION'], newCollection],
  [['COLLECTION'], newest('COLLECTION', '/admin/collections', newCollection)],
  [['NEW_PRICE_LIST'], newPriceList],
  [['PRICE_LIST'], newest('PRICE_LIST', '/admin/price-lists', newPriceList)],
  [['NEW_PROMOTION'], newPromotion],
  [['PROMOTION'], newest('PROMOTION', '/admin/promotions', newPromotion)],
  [['NEW_IMPORT'], make('NEW_IMPORT', '/admin/imports', () => ({ kind: 'products', format: 'shopify-csv' }))],
  [
    ['IMPORT'],
    newest(
      'IMPORT',
      '/admin/imports',
      make('', '/admin/imports', () => ({ kind: 'products', format: 'shopify-csv' })),
    ),
  ],
  [
    ['EXPORT'],
    newest(
      'EXPORT',
      '/admin/exports',
      make('', '/admin/exports', () => ({ kind: 'stock' })),
    ),
  ],
  [['NEW_SHIPPING_OPTION'], newShippingOption],
  [['NEW_SYNONYMS'], newSynonyms],
  [['NEW_PIN'], newPin],
  [['NEW_TAX_RATE'], newTaxRate],
  [['TAX_RATE'], newest('TAX_RATE', '/admin/tax-rates', newTaxRate)],
  [['API_KEY'], make('API_KEY', '/admin/api-keys', () => ({ name: 'Sample', scopes: ['inventory'] }))],
  [
    ['PRODUCT', 'VARIANT'],
    async ({ ask }) => {
      const { id, variants } = await ask('GET', '/products/mug');
      return { PRODUCT: id, VARIANT: variants[0].id };
    },
  ],
  ...contentMakers,
  [['ADMIN'], async ({ stack }) => ({ ADMIN: stack.adminKey })],
  [['STAGE'], async () => ({ STAGE: process.env['STAGE'] ?? 'local' })],
  [['FRESH'], async () => ({ FRESH: fresh() })],
];

/**
 * Gives what `$NAME` means in a sample: something of the running shop, found there or made for it, once for all names that
 * go together (`$ORDER` and `$ORDER_TOKEN`). `$NEW_…` is made each time, so that a sample may change or delete it.
 */
export const valuesOf = (shop: ShopClient): ((name: string) => Promise<string | undefined>) => {
  const made = new Map<Maker, Made>();
  return async (name) => {
    const maker = makers.find(([names]) => names.includes(name))?.[1];
    if (!maker) return undefined;
    const values = made.get(maker) ?? maker(shop);
    made.set(maker, values);
    return (await values)[name];
  };
};
