import { beforeAll, expect, test } from 'vitest';
import { query } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { table } from '../catalog-table.ts';
import { build, staffKey, unique } from '../fixtures/catalog.ts';
import * as change from '../http/admin/change-product.ts';
import * as create from '../http/admin/create-product.ts';
import * as list from '../http/admin/list-all-products.ts';

let token = '';
beforeAll(async () => {
  token = await staffKey();
});
/** A word that no other test has, of letters only. */
const word = (): string => unique('w').replace(/[^a-z]/g, 'q');
const price = { amount: 500, currency: 'EUR' };

/** Creates a product whose documents are built; answers its id and SKU. */
const made = async (title: string, more: object = {}): Promise<{ id: string; sku: string; variantId: string }> => {
  const sku = unique('sku');
  const { status, body } = await invokeHttp(create, { body: { title, variants: [{ sku, price }], ...more }, token });
  expect(status).toBe(201);
  await build(body.id);
  return { id: body.id, sku, variantId: body.variants[0].id };
};
const patched = async (id: string, body: object): Promise<void> => {
  expect((await invokeHttp(change, { params: { id }, body, token })).status).toBe(200);
  await build(id);
};
const ask = (asked: Record<string, string | number>) => invokeHttp(list, { query: asked, token });
const found = async (asked: Record<string, string | number>): Promise<string[]> =>
  (await ask(asked)).body.items.map(({ id }: { id: string }) => id);
/** All pages: what they show, and the calls of each. */
const pagesOf = async (asked: Record<string, string | number>) => {
  const [ids, calls]: [string[], number[]] = [[], []];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { body, headers } = await ask({ ...asked, ...(cursor ? { cursor } : {}) });
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    calls.push(Number(headers['x-cost']?.match(/calls=(\d+)/)?.[1]));
    cursor = body.nextCursor;
  }
  return { ids, calls };
};

test('a draft is found by words of its title, by their beginnings, in any case and order, without accents', async () => {
  const [first, second] = [word(), word()];
  const { id } = await made(`Café ${first} & ${second}`, { status: 'draft' });
  for (const q of [first, `${second} ${first}`, first.slice(0, -2), `${first.toUpperCase()} CAFE`, ` ${second}! `])
    expect(await found({ q }), q).toEqual([id]);
  expect((await ask({ q: first })).body.items[0]).toMatchObject({ id, status: 'draft' });
  expect(await found({ q: `${first} ${word()}` })).toEqual([]);
  expect(await found({ q: word() })).toEqual([]);
});

test('a new title is found by its words, and not by those of the old one', async () => {
  const [kept, old, next] = [word(), word(), word()];
  const { id } = await made(`${kept} ${old}`);
  await patched(id, { title: `${kept} ${next}` });
  expect([await found({ q: kept }), await found({ q: next }), await found({ q: old })]).toEqual([[id], [id], []]);
  await patched(id, { vendor: 'Clay & Co' });
  expect(await found({ q: next })).toEqual([id]);
});

test('a product is found by its SKU, a former one, and its variant’s id', async () => {
  const { id, sku, variantId } = await made(unique('Pot'), { status: 'draft' });
  const renamed = unique('sku');
  await patched(id, { variants: [{ id: variantId, sku: renamed }] });
  for (const named of [sku, renamed, ` ${renamed} `, variantId])
    expect(await found({ sku: named }), named).toEqual([id]);
  expect((await ask({ sku: unique('sku') })).body).toEqual({ items: [], nextCursor: null });
});

test('products of a status, newest first; what was archived is there and not where it was', async () => {
  const drafts = [await made(unique('Pot'), { status: 'draft' }), await made(unique('Pan'), { status: 'draft' })].map(
    ({ id }) => id,
  );
  const seen = (await pagesOf({ status: 'draft', limit: 3 })).ids;
  expect(seen.filter((id) => drafts.includes(id))).toEqual(drafts.toReversed());
  expect(new Set(seen).size).toBe(seen.length);
  await patched(drafts[0]!, { status: 'archived' });
  expect((await pagesOf({ status: 'archived' })).ids).toContain(drafts[0]);
  expect((await pagesOf({ status: 'draft' })).ids).not.toContain(drafts[0]);
});

test('what is asked for together must all be so', async () => {
  const name = word();
  const { id, sku } = await made(name, { status: 'draft' });
  expect(await found({ q: name, sku, status: 'draft' })).toEqual([id]);
  expect(await found({ q: name, status: 'active' })).toEqual([]);
  expect(await found({ q: word(), sku })).toEqual([]);
  expect(await found({ sku, status: 'active' })).toEqual([]);
});

test('every product is shown once, page by page, at the same calls a page, though two words of its title fit', async () => {
  const name = word();
  const ids: string[] = [];
  for (let n = 0; n < 7; n += 1) ids.push((await made(`${name} ${name}x ${n}`)).id);
  const { ids: seen, calls } = await pagesOf({ q: name, limit: 3 });
  expect(seen).toEqual(ids);
  // Lookups, entries, and who asks.
  expect(Math.max(...calls)).toBeLessThanOrEqual(3);
});

test.each([
  [{ q: '' }, 'query.q must not be empty'],
  [{ q: ' !? ' }, 'query.q must have a letter or a digit'],
  [{ sku: '' }, 'query.sku must not be empty'],
  [{ status: 'gone' }, 'query.status must be one of active, draft, archived'],
])('%j is told', async (asked, said) => {
  const answer = await ask(asked as Record<string, string>);
  expect([answer.status, answer.body.detail]).toEqual([400, `The request is not valid: ${said}.`]);
});

test('the cursor of one search is none of another', async () => {
  const name = word();
  for (let n = 0; n < 2; n += 1) await made(`${name} ${n}`);
  const { nextCursor } = (await ask({ q: name, limit: 1 })).body;
  expect((await ask({ q: `${name} 1`, limit: 1, cursor: nextCursor })).status).toBe(400);
  expect((await ask({ cursor: nextCursor })).status).toBe(400);
});

test('a change that leaves title and status leaves the lookups', async () => {
  const name = word();
  const { id } = await made(`${name} pot`);
  const lookups = async () =>
    (await query(table, { pk: `list#word#${name.slice(0, 2)}`, begins: name, limit: 10, consistent: true })).items;
  const before = await lookups();
  expect(before).toMatchObject([{ sk: `${name}#${id}`, type: 'lookup' }]);
  await patched(id, { vendor: 'Clay & Co' });
  expect(await lookups()).toEqual(before);
});
