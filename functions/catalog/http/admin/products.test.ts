import { beforeAll, describe, expect, it } from 'vitest';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { build, staffKey, unique } from '../../fixtures/catalog.ts';
import * as archive from './archive-product.ts';
import * as change from './change-product.ts';
import * as create from './create-product.ts';
import * as listAll from './list-all-products.ts';
import * as show from './show-product.ts';

let token = '';
beforeAll(async () => {
  token = await staffKey();
});

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const pot = (slug: string, more: object = {}) => ({
  slug,
  title: 'Pot',
  tags: ['kitchen'],
  variants: [
    { sku: `${slug}-S`, options: { Size: 'S' }, price: eur(500) },
    { sku: `${slug}-L`, options: { Size: 'L' }, price: eur(800), compareAtPrice: eur(900), taxable: false },
  ],
  ...more,
});
const post = (body: object, headers = {}) => invokeHttp(create, { body, token, headers });
const patch = (id: string, body: object, headers = {}) => invokeHttp(change, { params: { id }, body, token, headers });
const made = async (slug: string, more = {}) => (await post(pot(slug, more))).body;

describe('creating a product', () => {
  it('answers the product with its address and version', async () => {
    const slug = unique('pot');
    const { status, headers, body } = await post(pot(slug, { description: '<p>Hot</p><script>x</script>' }));
    expect(status).toBe(201);
    expect(headers['location']).toBe(`/api/v1/admin/products/${body.id}`);
    expect(headers['etag']).toBe('"1"');
    expect(body).toMatchObject({
      slug,
      description: '<p>Hot</p>',
      status: 'active',
      options: [{ name: 'Size', values: ['S', 'L'] }],
      variants: [
        { sku: `${slug}-S`, title: 'S', taxable: true },
        { title: 'L', compareAtPrice: eur(900), taxable: false },
      ],
    });
    expect((await invokeHttp(show, { params: { id: body.id }, token })).body).toEqual(body);
  });

  it('makes the slug of the title', async () => {
    const title = unique('Grüner Topf, groß!');
    const { slug: _, ...body } = pot(title, { title });
    expect((await post(body)).body.slug).toMatch(/^grüner-topf-groß-/);
  });

  it('refuses an address or a SKU that is taken, one of two at the same moment too', async () => {
    const slug = unique('pot');
    const both = await Promise.all([post(pot(slug)), post(pot(slug))]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await post(pot(slug))).body).toMatchObject({ code: 'slug-taken', slug });
    const thief = await post(pot(unique('pot'), { variants: [{ sku: `${slug}-S`, price: eur(1) }] }));
    expect([thief.status, thief.body.code, thief.body.sku]).toEqual([409, 'sku-taken', `${slug}-S`]);
  });

  it('gives the same answer to the same Idempotency-Key', async () => {
    const [slug, key] = [unique('pot'), { 'idempotency-key': unique('key') }];
    const first = await post(pot(slug), key);
    const again = await post(pot(slug), key);
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([201, first.body, 'true']);
    expect((await post(pot(unique('pot')), key)).status).toBe(422);
  });

  it('refuses bad input with its place', async () => {
    const slug = unique('pot');
    const variants = pot(slug).variants;
    const cases: [object, number, string][] = [
      [pot(slug, { colour: 'red' }), 400, 'invalid-request'],
      [pot(slug, { variants: [] }), 400, 'invalid-request'],
      [pot(slug, { variants: [{ sku: 'x', price: { amount: 1.5, currency: 'EUR' } }] }), 400, 'invalid-request'],
      [pot(slug, { variants: [{ sku: 'x', price: { ...eur(1), vat: 1 } }] }), 400, 'invalid-request'],
      [pot(slug, { variants: [{ sku: 'x', price: eur(-1) }] }), 400, 'invalid-request'],
      [pot('Not A Slug'), 400, 'invalid-request'],
      [pot(slug, { media: [{ url: 'javascript:alert(1)' }] }), 400, 'invalid-request'],
      [pot(slug, { variants: [{ sku: 'x', price: { amount: 1, currency: 'USD' } }] }), 422, 'currency-unknown'],
      [pot(slug, { variants: [...variants, { sku: 'x', price: eur(1) }] }), 422, 'options-differ'],
      [pot(slug, { title: '!!!', slug: undefined }), 422, 'slug-missing'],
    ];
    for (const [body, status, code] of cases) {
      const answer = await post(body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    expect((await invokeHttp(create, { body: pot(slug) })).status).toBe(401);
  });
});

describe('changing a product', () => {
  it('changes what is named, and the version with it', async () => {
    const product = await made(unique('pot'));
    const { status, headers, body } = await patch(product.id, {
      title: 'Kettle',
      vendor: null,
      variants: [{ id: product.variants[0].id, price: eur(450), sku: `${product.slug}-XS` }],
    });
    expect([status, headers['etag'], body.title, body.tags]).toEqual([200, '"2"', 'Kettle', ['kitchen']]);
    expect(body.variants[0]).toMatchObject({ id: product.variants[0].id, sku: `${product.slug}-XS`, price: eur(450) });
    expect(body.variants[1]).toEqual(product.variants[1]);
    expect((await patch(product.id, { title: 'Kettle' })).headers['etag']).toBe('"2"');
  });

  it('adds and removes variants', async () => {
    const product = await made(unique('pot'));
    const extra = { sku: `${product.slug}-XL`, options: { Size: 'XL' }, price: eur(1200) };
    const { body } = await patch(product.id, { variants: [extra, { sku: `${product.slug}-S`, removed: true }] });
    expect(body.variants.map((one: { title: string }) => one.title)).toEqual(['L', 'XL']);
    expect(body.options).toEqual([{ name: 'Size', values: ['L', 'XL'] }]);
    const back = await patch(product.id, {
      variants: [{ ...extra, sku: `${product.slug}-S`, options: { Size: 'S' } }],
    });
    expect(back.body.variants[2].id).toBe(product.variants[0].id);
  });

  it('honours If-Match, and refuses one of two changes of the same version', async () => {
    const product = await made(unique('pot'));
    const both = await Promise.all(['A', 'B'].map((title) => patch(product.id, { title }, { 'if-match': '"1"' })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await patch(product.id, { title: 'C' }, { 'if-match': '"1"' })).body.code).toBe('precondition-failed');
    expect((await patch(product.id, { title: 'C' }, { 'if-match': '"2"' })).status).toBe(200);
  });

  it('lets several changes at once all take effect when nobody asks for a version', async () => {
    const product = await made(unique('pot'));
    const changes = [{ title: 'A' }, { vendor: 'B' }, { type: 'C' }, { tags: ['d'] }, { status: 'draft' }];
    const all = await Promise.all(changes.map((body) => patch(product.id, body)));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const { body } = await invokeHttp(show, { params: { id: product.id }, token });
    expect(body).toMatchObject({ title: 'A', vendor: 'B', type: 'C', tags: ['d'], status: 'draft', version: 6 });
  });

  it('refuses what cannot be', async () => {
    const [product, other] = [await made(unique('pot')), await made(unique('pot'))];
    const cases: [object, number, string][] = [
      [{ nonsense: 1 }, 400, 'invalid-request'],
      [{ version: 7 }, 400, 'invalid-request'],
      [{ variants: [{ price: eur(1) }] }, 400, 'invalid-request'],
      [{ slug: other.slug }, 409, 'slug-taken'],
      [{ variants: [{ id: product.variants[0].id, sku: `${other.slug}-S` }] }, 409, 'sku-taken'],
      [{ variants: [{ id: other.variants[0].id, price: eur(1) }] }, 422, 'variant-unknown'],
      [{ variants: [{ sku: unique('new') }] }, 422, 'price-missing'],
      [{ variants: [{ id: product.variants[0].id, options: { Size: 'L' } }] }, 422, 'variant-twice'],
      [{ options: [{ name: 'Volume' }] }, 422, 'options-differ'],
      [{ options: [{ name: 'Size', values: ['S', 'L', 'S '] }] }, 422, 'option-value-twice'],
      [{ variants: [{ id: product.variants[1].id, price: eur(901) }] }, 422, 'compare-at-price-too-low'],
      [{ variants: [{ id: product.variants[0].id, compareAtPrice: eur(499) }] }, 422, 'compare-at-price-too-low'],
      [
        {
          variants: [
            { sku: product.variants[0].sku, price: eur(1) },
            { id: product.variants[0].id, price: eur(2) },
          ],
        },
        422,
        'variant-twice',
      ],
    ];
    for (const [body, status, code] of cases) {
      const answer = await patch(product.id, body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    expect((await patch('prd_00000000000000000000000000', { title: 'x' })).status).toBe(404);
    expect((await patch('mug', { title: 'x' })).status).toBe(404);
  });
});

describe('a request that names something twice', () => {
  const variantOf = (sku: string, Size: string) => ({ sku, options: { Size }, price: eur(500) });

  it('is refused and creates nothing', async () => {
    const slug = unique('pot');
    const cases: [object, string][] = [
      [{ variants: [variantOf(`${slug}-A`, 'S'), variantOf(` ${slug}-A`, 'L')] }, 'sku-twice'],
      [{ variants: [variantOf(`${slug}-A`, 'S'), variantOf(`${slug}-B`, 'S')] }, 'variant-twice'],
      [{ options: [{ name: 'Size', values: ['S', 'L', 'S'] }] }, 'option-value-twice'],
      [{ options: [{ name: 'Size' }, { name: 'Size' }] }, 'option-name-twice'],
    ];
    for (const [more, code] of cases) {
      const answer = await post(pot(slug, more));
      expect([answer.status, answer.body.code]).toEqual([422, code]);
    }
    expect((await post(pot(slug))).status).toBe(201);
  });

  it('may take a variant away and bring another one under its SKU', async () => {
    const product = await made(unique('pot'));
    const [{ sku }] = product.variants;
    const variants = [{ sku, removed: true }, variantOf(sku, 'M')];
    const { status, body } = await patch(product.id, { variants });
    expect([status, body.variants.map((one: { title: string }) => one.title).sort()]).toEqual([200, ['L', 'M']]);
  });
});

describe('archiving and listing products', () => {
  it('archives once, and once more without an effect', async () => {
    const product = await made(unique('pot'));
    const remove = (headers = {}) => invokeHttp(archive, { params: { id: product.id }, token, headers });
    expect((await remove({ 'if-match': '"7"' })).status).toBe(412);
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(204);
    const { body } = await invokeHttp(show, { params: { id: product.id }, token });
    expect([body.status, body.version]).toEqual(['archived', 2]);
  });

  it('lists drafts and archived ones too, page by page, the newest first', async () => {
    const draft = await made(unique('pot'), { status: 'draft' });
    await build(draft.id);
    const active = await made(unique('pot'));
    await build(active.id);
    const first = await invokeHttp(listAll, { query: { limit: 1 }, token });
    const second = await invokeHttp(listAll, { query: { limit: 1, cursor: first.body.nextCursor }, token });
    const [newer, older] = [first.body.items[0], second.body.items[0]];
    expect([newer.status, older.status].every((status) => ['active', 'draft', 'archived'].includes(status))).toBe(true);
    expect(newer.id > older.id).toBe(true);
    const all = await invokeHttp(listAll, { query: { limit: 100 }, token });
    expect(all.body.items.find((one: { id: string }) => one.id === draft.id)).toMatchObject({ status: 'draft' });
  });
});
