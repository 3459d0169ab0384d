import { beforeAll, describe, expect, it } from 'vitest';
import { get, tableOf, update, write } from '#lib/table.ts';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { mug, unique } from '../../../catalog/fixtures/catalog.ts';
import { upsertProduct } from '../../../catalog/public.ts';
import { createApiKey } from '../../../users/public.ts';
import { readRules } from '../../merchandising/known-rules.ts';
import { limits } from '../../merchandising/rules.ts';
import { synonymsIn } from '../../merchandising/synonyms.ts';
import * as createPin from './create-pin.ts';
import * as createSynonyms from './create-synonyms.ts';
import * as deletePin from './delete-pin.ts';
import * as deleteSynonyms from './delete-synonyms.ts';
import * as listPins from './list-pins.ts';
import * as listSynonyms from './list-synonyms.ts';
import * as putPin from './put-pin.ts';
import * as putSynonyms from './put-synonyms.ts';

let token = '';
beforeAll(async () => {
  token = (await createApiKey({ name: 'search', scopes: ['search'] })).secret;
});
type Route = Parameters<typeof invokeHttp>[0];
const staff = (route: Route, request: Parameters<typeof invokeHttp>[1] = {}) =>
  invokeHttp(route, { token, ...request });
const now = 1_767_225_600_000;
const product = async (status: 'active' | 'archived') =>
  (await upsertProduct(mug(unique('pinned'), { status }), { now })).productId;
const NOBODY = 'prd_01J00000000000000000000000';
const whole = async (route: Route) => {
  const items = [];
  let cursor: string | null = '';
  do {
    const { body } = await staff(route, { query: { limit: 2, ...(cursor ? { cursor } : {}) } });
    items.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return items;
};

describe('sets of synonyms', () => {
  it('are made, listed, changed by the version that was read, and removed', async () => {
    const words = [unique('sofa'), unique('couch')];
    const made = await staff(createSynonyms, { body: { words } });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: made.body.id,
        words,
        version: 1,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        warnings: [],
      },
    ]);
    expect(made.headers['location']).toBe(`/api/v1/admin/search/synonyms/${made.body.id}`);
    const params = { id: made.body.id };
    const put = (version: number) =>
      staff(putSynonyms, { params, body: { words: [...words, 'settee'] }, headers: { 'if-match': `"${version}"` } });
    expect((await put(2)).status).toBe(412);
    expect((await put(1)).body).toMatchObject({ words: [...words, 'settee'], version: 2 });
    await staff(createSynonyms, { body: { words: [unique('a'), unique('b')] } });
    await staff(createSynonyms, { body: { words: [unique('c'), unique('d')] } });
    const listed = await whole(listSynonyms);
    expect(listed.filter(({ id }) => id === made.body.id)).toMatchObject([{ version: 2 }]);
    expect(listed.map(({ id }) => id)).toEqual(
      listed
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    const remove = (version: number) => staff(deleteSynonyms, { params, headers: { 'if-match': `"${version}"` } });
    expect([(await remove(1)).status, (await remove(2)).status, (await remove(2)).status]).toEqual([412, 204, 404]);
    expect((await put(2)).status).toBe(404);
  });

  it('in a circle are stored, and told of', async () => {
    const [a, b, c] = [unique('a'), unique('b'), unique('c')];
    await staff(createSynonyms, { body: { words: [a, b] } });
    await staff(createSynonyms, { body: { words: [b, c] } });
    const { status, body } = await staff(createSynonyms, { body: { words: [c, a] } });
    expect([status, body.warnings]).toEqual([
      201,
      [{ code: 'synonyms-in-circle', detail: `${body.id} closes a circle of sets and is passed over.` }],
    ]);
    expect((await whole(listSynonyms)).find(({ id }) => id === body.id).warnings.length).toBe(1);
  });

  it.each([
    ['one word', { words: ['mug'] }],
    ['21 words', { words: Array.from({ length: 21 }, (_, n) => `w${n}`) }],
    ['a blank word', { words: ['mug', ' '] }],
    ['an unknown field', { words: ['mug', 'cup'], from: 'mug' }],
  ])('refuse %s', async (_, body) => {
    expect((await staff(createSynonyms, { body })).status).toBe(400);
  });
});

describe('pins', () => {
  it('are made, listed, changed by the version that was read, and removed', async () => {
    const productIds = [await product('active')];
    const query = unique('mug');
    const made = await staff(createPin, { body: { query, productIds, from: '2026-01-01T01:00:00+01:00' } });
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        query,
        collection: null,
        productIds,
        from: '2026-01-01T00:00:00.000Z',
        until: null,
        releaseId: null,
        version: 1,
        warnings: [],
      },
    ]);
    const params = { id: made.body.id };
    const put = (version: number) =>
      staff(putPin, { params, body: { collection: 'kitchen', productIds }, headers: { 'if-match': `"${version}"` } });
    expect((await put(2)).status).toBe(412);
    expect((await put(1)).body).toMatchObject({ query: null, collection: 'kitchen', from: null, version: 2 });
    expect((await whole(listPins)).filter(({ id }) => id === made.body.id)).toMatchObject([{ version: 2 }]);
    expect((await staff(deletePin, { params })).status).toBe(204);
    expect((await staff(deletePin, { params })).status).toBe(404);
  });

  it('of archived and unknown products, and of a release that is not armed, are stored, and told of', async () => {
    const [sold, archived] = [await product('active'), await product('archived')];
    const releaseId = 'rel_01J00000000000000000000000';
    const body = { query: unique('mug'), productIds: [sold, archived, NOBODY], releaseId };
    const made = await staff(createPin, { body });
    expect([made.status, made.body.warnings]).toEqual([
      201,
      [
        { code: 'pin-not-sold', detail: `Not sold, and passed over: ${archived}, ${NOBODY}.` },
        { code: 'pin-release-not-armed', detail: `${releaseId} is not armed: the pin does not begin.` },
      ],
    ]);
  });

  const productIds = [NOBODY];
  it.each([
    ['neither a query nor a collection', { productIds }, 400],
    ['both', { query: 'a', collection: 'b', productIds }, 400],
    ['no product', { query: 'a', productIds: [] }, 400],
    ['a product twice', { query: 'a', productIds: [...productIds, ...productIds] }, 400],
    ['something else than a product', { query: 'a', productIds: ['ent_1'] }, 400],
    [
      'a beginning beside a release',
      { query: 'a', productIds, from: '2026-01-01T00:00:00Z', releaseId: 'rel_01J00000000000000000000000' },
      400,
    ],
    [
      'an end before the beginning',
      { query: 'a', productIds, from: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' },
      422,
    ],
    ['no moment', { query: 'a', productIds, until: 'tomorrow' }, 400],
  ])('refuse %s', async (_, body, status) => {
    expect((await staff(createPin, { body })).status).toBe(status);
  });
});

it('what is changed is known a second later', async () => {
  const words = [unique('sofa'), unique('couch')];
  const known = async () => {
    const { sets, wordsOf } = await readRules();
    return synonymsIn(words[0] ?? '', sets, wordsOf).synonyms;
  };
  expect(await known()).toEqual([]);
  await staff(createSynonyms, { body: { words } });
  await expect.poll(known).toEqual([words]);
});

it('no more are made than there may be', async () => {
  const at = { pk: 'pins', sk: 'count' };
  const before = (await get({ table: tableOf('search'), key: at }, { consistent: true }))?.['count'];
  const counted = (count: unknown) => write(update(tableOf('search'), at, 'SET #count = :count', { count }));
  await counted(limits.pins - 1);
  const make = () => staff(createPin, { body: { query: unique('mug'), productIds: [NOBODY] } });
  const [last, beyond] = [await make(), await make()];
  expect([last.status, beyond.status, beyond.body.code]).toEqual([201, 422, 'too-many-search-rules']);
  expect((await staff(deletePin, { params: { id: last.body.id } })).status).toBe(204);
  const again = await make();
  expect(again.status).toBe(201);
  await staff(deletePin, { params: { id: again.body.id } });
  await counted(before);
});
