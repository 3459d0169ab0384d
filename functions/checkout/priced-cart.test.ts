import { expect, test } from 'vitest';
import { AT, aCart, aPromotion, aRead, aVariant } from './cart.fixture.ts';
import { needsShipping, price, showCart } from './priced-cart.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const problemsOf = (...args: Parameters<typeof price>) => price(...args).problems;

test('a cart is answered whole: lines, shipping, taxes and totals, with what counts and what is in the way', () => {
  const cart = aCart({ coupons: ['SPRING'], metadata: { note: 'x' }, note: 'y' });
  const spring = aPromotion({ code: 'SPRING' });
  expect(showCart(price(cart, aRead({ coupons: [spring] }, [spring])))).toEqual({
    id: 'crt_1',
    version: 1,
    currency: 'EUR',
    country: 'DE',
    region: null,
    pricesIncludeTax: true,
    lines: [
      {
        id: 'var_mug',
        variantId: 'var_mug',
        sku: 'MUG',
        title: 'Mug',
        quantity: 2,
        unitPrice: eur(1000),
        subtotal: eur(2000),
        discount: eur(200),
        tax: eur(287),
        taxRate: '0.19',
        total: eur(1800),
        requiresShipping: true,
        slug: 'mug',
        image: { url: 'https://cdn.example/mug.jpg', alt: 'A mug' },
        options: { Colour: 'Blue' },
      },
    ],
    contact: aRead().contact,
    shipping: { optionId: 'standard', name: 'Standard delivery', total: eur(490), tax: eur(78), taxRate: '0.19' },
    coupons: ['SPRING'],
    promotions: [{ id: 'prm_1', name: 'Ten percent', code: 'SPRING', saved: eur(200) }],
    totals: { subtotal: eur(2000), discount: eur(200), shipping: eur(490), tax: eur(365), total: eur(2290) },
    taxLines: [{ name: 'VAT', rate: '0.19', included: true, amount: eur(365) }],
    estimated: false,
    problems: [],
    metadata: { note: 'x' },
    note: 'y',
    orderId: null,
  });
});

test('what is in the way is part of the answer', () => {
  expect(showCart(price(aCart({ country: 'FR', optionId: null }), aRead())).problems).toEqual([
    { code: 'country-not-served', detail: 'We do not deliver to this country.' },
  ]);
});

test.each([
  ['is a problem when nothing is left', 0, [{ code: 'out-of-stock', requested: 2, available: 0 }]],
  ['is one when fewer are left than the line wants', 1, [{ code: 'low-stock', requested: 2, available: 1 }]],
  ['is none when there are as many', 2, []],
  ['is none when any number can be had', undefined, []],
])('stock %s', (_, left, problems) => {
  const named = problems.map((one) => ({ ...one, sku: 'MUG' }));
  expect(problemsOf(aCart(), aRead({ left: [left] }))).toMatchObject(named);
  expect(problemsOf(aCart(), aRead({ left: [left] }))).toHaveLength(problems.length);
});

test('an article that is not sold any more is that, whatever is left of it', () => {
  const read = aRead({ sellable: [aVariant({ active: false })], left: [0] });
  expect(problemsOf(aCart(), read).map(({ code }) => code)).toEqual(['not-available']);
});

test('what a line cannot show is null, of an article that is gone or was kept before', () => {
  const { slug: _slug, image: _image, options: _options, ...old } = aVariant();
  const bare = { slug: null, image: null, options: {} };
  expect(showCart(price(aCart(), aRead({ sellable: [old] }))).lines[0]).toMatchObject(bare);
  expect(showCart(price(aCart(), aRead({ sellable: [undefined] }))).lines[0]).toMatchObject(bare);
});

test('without a contact the answer has none, and is an estimate', () => {
  const shown = showCart(price(aCart({ contactRef: null }), aRead({ contact: undefined })));
  expect([shown.contact, shown.estimated]).toEqual([null, true]);
});

test('a price that changed counts as it is today, and the cart says what it was', () => {
  const priced = price(aCart(), aRead({ sellable: [aVariant({ prices: { EUR: 1200 } })] }));
  expect(priced.quote.lines[0]?.unitPrice).toEqual(eur(1200));
  expect(priced.problems).toEqual([
    { code: 'price-changed', sku: 'MUG', detail: 'The price has changed since it was put in.', was: eur(1000) },
  ]);
});

test('a sale price counts from its start on, by the time at which the cart is priced', () => {
  const sale = {
    listId: 'prl_1',
    currency: 'EUR',
    amount: 700,
    startsAt: '2026-06-01T12:00:00.000Z',
    endsAt: null,
  };
  const at = (moment: string) =>
    price(aCart(), aRead({ at: moment, sellable: [aVariant({ scheduled: [sale] })] })).quote.lines[0]?.unitPrice.amount;
  expect([at('2026-06-01T11:59:59.999Z'), at('2026-06-01T12:00:00.000Z')]).toEqual([1000, 700]);
});

test.each([
  ['a variant that is gone', undefined, 'var_mug'],
  ['a variant that is not sold any more', aVariant({ active: false }), 'MUG'],
  ['a variant without a price in the cart’s currency', aVariant({ prices: { USD: 1100 } }), 'MUG'],
])('%s keeps the price that was seen, and is named', (_, variant, sku) => {
  const priced = price(aCart(), aRead({ sellable: [variant] }));
  expect(priced.quote.lines[0]).toMatchObject({ sku, unitPrice: eur(1000), requiresShipping: true, taxRate: '0.19' });
  expect(priced.problems).toEqual([{ code: 'not-available', sku, detail: 'This article is not sold any more.' }]);
});

test('a variant that is gone is called by its id, and taxed as standard goods are', () => {
  const rule = { id: 'tax_1', name: 'Tax', rate: '0.08', country: 'DE', region: null, postalPrefix: '', taxClass: 'standard', version: 1, createdAt: AT, updatedAt: AT }; // biome-ignore format: a row
  const read = aRead({ sellable: [undefined] });
  const rules = { ...read.rules, tax: { rounding: 'line', rules: [rule] } as const };
  expect(price(aCart(), { ...read, rules }).quote.lines[0]).toMatchObject({ title: 'var_mug', taxRate: '0.08' });
});

test('a variant is taxed by its class and shipped by its weight, and promotions find its product, collections and tags', () => {
  const variant = aVariant({ taxClass: 'exempt', grams: 300, tags: ['kitchen'], collectionIds: ['col_gifts'] });
  const byWeight = {
    id: 'post',
    name: 'Post',
    places: [],
    prices: [
      { currency: 'EUR', amount: 300, belowGrams: 600 },
      { currency: 'EUR', amount: 800, fromGrams: 600 },
    ],
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  };
  const promotions = [
    aPromotion({ id: 'prm_tag', conditions: { tags: ['kitchen'] } }),
    aPromotion({ id: 'prm_product', conditions: { productIds: ['prd_mug'] } }),
    aPromotion({ id: 'prm_collection', conditions: { collectionIds: ['col_gifts'] } }),
    aPromotion({ id: 'prm_other', conditions: { tags: ['garden'] } }),
    aPromotion({ id: 'prm_others', conditions: { collectionIds: ['col_garden'] } }),
  ];
  const read = aRead({ sellable: [variant] }, promotions);
  const rules = { ...read.rules, shippingOptions: [byWeight] };
  const { quote, applied } = price(aCart({ optionId: 'post' }), { ...read, rules });
  expect(quote.lines[0]?.taxRate).toBe('0');
  expect(quote.shipping?.total).toEqual(eur(800));
  expect(applied.map(({ promotion }) => promotion.id)).toEqual(['prm_collection', 'prm_product', 'prm_tag']);
});

test('a country that the shop does not deliver to is a problem, and so is the shipping that was chosen', () => {
  expect(problemsOf(aCart({ country: 'FR' }), aRead())).toEqual([
    { code: 'country-not-served', detail: 'We do not deliver to this country.' },
    { code: 'shipping-not-available', detail: 'The chosen shipping is not available for this destination.' },
  ]);
});

test('a cart whose country is unknown is served, untaxed and estimated', () => {
  const priced = price(aCart({ country: null, contactRef: null }), aRead());
  expect(priced.problems).toEqual([]);
  expect([priced.quote.estimated, priced.quote.totals.tax]).toEqual([true, eur(0)]);
});

test('tax goes by region and postal prefix of the cart', () => {
  const rule = {
    id: 'tax_1',
    name: 'Tax',
    rate: '0.08',
    country: 'DE',
    region: 'BE',
    postalPrefix: '101',
    taxClass: 'standard',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  };
  const read = aRead();
  const rules = { ...read.rules, tax: { rounding: 'line', rules: [rule] } as const };
  const rateAt = (region: string | null, postalPrefix: string) =>
    price(aCart({ region, postalPrefix }), { ...read, rules }).quote.lines[0]?.taxRate;
  expect([rateAt('BE', '101'), rateAt('BE', '200'), rateAt(null, '101')]).toEqual(['0.08', '0', '0']);
});

test('shipping that is not chosen yet, and shipping for nothing to ship, are no problem', () => {
  expect(problemsOf(aCart({ optionId: null }), aRead())).toEqual([]);
  const voucher = aRead({ sellable: [aVariant({ requiresShipping: false })] });
  expect(problemsOf(aCart({ optionId: 'drone' }), voucher)).toEqual([]);
  const both = aCart({ optionId: 'drone', lines: [['var_mug', 1, 1000], ['var_voucher', 1, 1000]] }); // biome-ignore format: a row
  const sellable = [aVariant(), aVariant({ variantId: 'var_voucher', requiresShipping: false })];
  const unavailable = [{ code: 'shipping-not-available' }];
  expect(problemsOf(aCart({ optionId: 'drone' }), aRead())).toMatchObject(unavailable);
  expect(problemsOf(both, aRead({ sellable }))).toMatchObject(unavailable);
});

test('a coupon that gives nothing is a problem of the cart, by the time at which it is priced', () => {
  const old = aPromotion({ code: 'OLD', endsAt: '2026-06-01T12:00:00.000Z' });
  expect(problemsOf(aCart({ coupons: ['OLD'] }), aRead({ coupons: [old] }, [old])).map(({ code }) => code)).toEqual([
    'coupon-expired',
  ]);
});

test('tax is added where the shop’s prices exclude it', () => {
  const priced = price(aCart(), aRead({ shop: { countries: ['DE'], pricesIncludeTax: false } }));
  expect(priced.quote.totals).toMatchObject({ subtotal: eur(2000), tax: eur(473), total: eur(2963) });
});

test('one thing to be brought is enough to need shipping', () => {
  const cart = aCart({
    lines: [
      ['var_mug', 1, 1000],
      ['var_voucher', 1, 1000],
    ],
  });
  const voucher = aVariant({ variantId: 'var_voucher', requiresShipping: false });
  expect(needsShipping(price(cart, aRead({ sellable: [aVariant(), voucher] })))).toBe(true);
  expect(needsShipping(price(cart, aRead({ sellable: [voucher, voucher] })))).toBe(false);
});
