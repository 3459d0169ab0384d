import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { queueName, queueUrl, sqs } from '#lib/send.ts';
import { batchGet, get, type Item, type Ref } from '#lib/table.ts';
import { invokeHttp, sqsEvent, streamEvent, testContext } from '../../../test/support/invoke.ts';
import { productAt, table, variantAt, variantFrom } from '../catalog-table.ts';
import { productsToMatch } from '../collections/apply-collection.ts';
import { productsToCompare, productsToRematch, rulesToApply } from '../collections/collection-changes.ts';
import { matchCollections } from '../collections/match-collections.ts';
import { buildDocuments } from '../documents/build-documents.ts';
import { adminList } from '../documents/list-entries-table.ts';
import { build, image, metered, mug, staffKey, unique, variant } from '../fixtures/catalog.ts';
import { articleWith, byTag, collectionsOf, collectionWith } from '../fixtures/collections.ts';
import * as changeProduct from '../http/admin/change-product.ts';
import * as change from '../http/admin/collections/change-collection.ts';
import * as remove from '../http/admin/collections/delete-collection.ts';
import * as listProducts from '../http/list-products.ts';
import { reviseProduct } from '../product/change-product.ts';
import { upsertProduct } from '../public.ts';
import { handler as onStream } from '../stream/publish-events.ts';
import { handler as applyCollection } from './apply-collection.ts';
import { handler as matchHandler } from './match-collections.ts';
import { handler as matchProducts } from './match-products.ts';

let token = '';
beforeAll(async () => {
  token = await staffKey();
});
type Message = Record<string, unknown>;
const read = (ref: Ref): Promise<Item | undefined> => get(ref, { consistent: true });
const collectionAt = (id: string): Ref => ({ table, key: { pk: 'collections', sk: id } });
const ruleAt = (id: string): Ref => ({ table, key: { pk: 'collection-rules', sk: id } });
const staffEntryAt = (productId: string): Ref => ({ table, key: { pk: adminList.pk, sk: productId } });
const patch = (id: string, body: object) => invokeHttp(change, { token, params: { id }, body });
const drop = (id: string) => invokeHttp(remove, { token, params: { id } });
/** Each time by another page size, as a page is kept in memory for a second. */
let limit = 100;
const listed = async (collection: string): Promise<string[]> => {
  limit -= 1;
  const { body } = await invokeHttp(listProducts, { query: { collection, limit } });
  return body.items.map(({ id }: { id: string }) => id);
};

/** Takes what waits in a queue. */
const taken = async (queue: string): Promise<Message[]> => {
  const QueueUrl = queueUrl(queueName('catalog', queue));
  const bodies: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = '' }) => JSON.parse(Body)));
    const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
    await sqs().send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
};
const done = { batchItemFailures: [] };
/** Works the queues until nothing is left, each message twice; answers the products that were matched. */
const worked = async (): Promise<Set<string>> => {
  const matched = new Set<string>();
  for (;;) {
    const [rules, groups] = [await taken('apply-collection'), await taken('match-products')];
    const products = await taken('match-collections');
    if (rules.length + groups.length + products.length === 0) return matched;
    for (const one of rules) expect(await applyCollection(sqsEvent([one, one]), testContext())).toEqual(done);
    for (const one of groups) expect(await matchProducts(sqsEvent([one, one]), testContext())).toEqual(done);
    for (const one of products) {
      const { productId, collectionId } = one as { productId: string; collectionId?: string };
      matched.add(productId);
      await following([productAt(productId)], async () =>
        expect(
          await matchHandler(sqsEvent([{ productId, ...(collectionId && { collectionId }) }, one]), testContext()),
        ).toEqual(done),
      );
      await build(productId);
    }
  }
};
/** Does something and hands what it changed of some items to the stream's function, twice. */
const following = async <T>(refs: readonly Ref[], act: () => Promise<T>): Promise<T> => {
  const before = await Promise.all(refs.map(read));
  const answer = await act();
  const after = await Promise.all(refs.map(read));
  const records = refs.flatMap((_, i) =>
    JSON.stringify(before[i]) === JSON.stringify(after[i])
      ? []
      : [{ ...(before[i] && { before: image(before[i]) }), ...(after[i] && { after: image(after[i]) }) }],
  );
  for (const _ of [1, 2]) expect(await onStream(streamEvent(records), testContext())).toEqual(done);
  return answer;
};
/** Does something with a collection, or a product, and all that follows. */
const withCollection = async <T>(id: string, act: () => Promise<T>): Promise<T> => {
  const answer = await following([collectionAt(id), ruleAt(id)], act);
  await worked();
  return answer;
};
const withProduct = async <T>(productId: string, act: () => Promise<T>): Promise<T> => {
  const answer = await following([productAt(productId), staffEntryAt(productId)], async () => {
    const result = await act();
    await build(productId);
    return result;
  });
  await worked();
  return answer;
};
const made = async (body: object) => {
  const collection = await collectionWith(token, body);
  const item = async (ref: Ref) => ({ after: image(await read(ref)) });
  const records = [await item(collectionAt(collection.id))];
  if (collection.kind === 'automated') records.push(await item(ruleAt(collection.id)));
  expect(await onStream(streamEvent(records), testContext())).toEqual(done);
  await worked();
  return collection;
};

describe('what a changed table asks of collections', () => {
  const change = (before: object | undefined, after: object | undefined) => [
    { id: '1', at: 0, before: before as never, after: after as never },
  ];
  const rules = (before: object | undefined, after: object | undefined) => rulesToApply(change(before, after));
  const products = (before: object | undefined, after: object | undefined) => productsToCompare(change(before, after));

  it('names who came and who went by hand, a hundred a message, and nobody for another title or order', () => {
    const of = (version: number, productIds: string[], more = {}) => ({
      type: 'collection',
      kind: 'manual',
      id: 'col_1',
      version,
      productIds,
      ...more,
    });
    const message = (version: number, ...productIds: string[]) => ({ collectionId: 'col_1', version, productIds });
    expect(products(undefined, of(1, ['a', 'b']))).toEqual([message(1, 'a', 'b')]);
    expect(products(of(1, ['a', 'b']), of(2, ['c', 'b']))).toEqual([message(2, 'a', 'c')]);
    expect(products(of(1, ['a', 'b']), of(2, ['b', 'a'], { title: 'X' }))).toEqual([]);
    expect(products(of(2, ['a']), undefined)).toEqual([message(2, 'a')]);
    expect(rules(undefined, of(1, ['a', 'b']))).toEqual([]);
    const many = Array.from({ length: 201 }, (_, i) => `p${i}`);
    expect(products(undefined, of(1, many)).map(({ productIds }) => productIds.length)).toEqual([100, 100, 1]);
  });

  it('has the shop gone through for a rule that is new, changed or removed', () => {
    const rule = (version: number) => ({ type: 'collection-rule', id: 'col_1', version });
    expect(rules(undefined, rule(1))).toEqual([{ collectionId: 'col_1', version: 1 }]);
    expect(rules(rule(1), rule(3))).toEqual([{ collectionId: 'col_1', version: 3 }]);
    expect(rules(rule(3), undefined)).toEqual([{ collectionId: 'col_1', version: 3 }]);
    expect(products(rule(1), rule(3))).toEqual([]);
    const automated = { type: 'collection', kind: 'automated', id: 'col_1', version: 1 };
    expect([rules(undefined, automated), products(undefined, automated)]).toEqual([[], []]);
    expect([rules(undefined, { type: 'card' }), products(undefined, { type: 'card' })]).toEqual([[], []]);
  });

  it('looks at a product once it is in the list of staff, and at each change that rules may see', async () => {
    const { slug, productId, sku } = await articleWith();
    const first = await read(productAt(productId));
    await upsertProduct(mug(slug, { title: 'Cup' }), { now: nowMs() });
    const second = await read(productAt(productId));
    const changed = (before: Item | undefined, after: Item | undefined) =>
      productsToRematch([{ id: '1', at: 0, before, after }]);
    expect(changed(undefined, first)).toEqual([]);
    expect(changed(first, second)).toEqual([{ productId }]);
    await upsertProduct(mug(slug, { title: 'Bowl' }), { now: nowMs() });
    expect(changed(second, await read(productAt(productId)))).toEqual([]);
    const entry = await read(staffEntryAt(productId));
    expect([changed(undefined, entry), changed(entry, entry)]).toEqual([[{ productId }], []]);
    expect(sku).toBe(`${slug}-BLUE`);
  });
});

describe('a collection and its products', () => {
  beforeEach(async () => {
    await taken('match-collections');
    await taken('match-products');
    await taken('apply-collection');
  });

  it('by rule follow each other: a new rule finds what is there, a product comes and goes with its tag and price', async () => {
    const tag = unique('tag');
    const conditions = [
      { field: 'tag', operator: 'is', value: tag },
      { field: 'price', operator: 'at-most', value: { amount: 1500, currency: 'EUR' } },
    ];
    const [cheap, dear] = [await articleWith({ tags: [tag] }), await articleWith({ tags: [tag], amount: 1501 })];
    const { id, slug } = await made({ kind: 'automated', conditions });
    expect([await collectionsOf(cheap.productId), await collectionsOf(dear.productId)]).toEqual([[id], []]);
    expect(variantFrom(await read(variantAt(cheap.variantId)))?.collectionIds).toEqual([id]);
    expect(variantFrom(await read(variantAt(dear.variantId)))).not.toHaveProperty('collectionIds');
    expect(await listed(slug)).toEqual([cheap.productId]);

    const restate = ({ productId, slug: handle }: typeof dear, amount: number, tags: string[]) =>
      withProduct(productId, () => {
        const variants = [variant(`${handle}-BLUE`, 'Blue', { price: { amount, currency: 'EUR' } })];
        return upsertProduct(mug(handle, { tags, variants }), { now: nowMs() });
      });
    await restate(dear, 1500, [tag]);
    expect(await collectionsOf(dear.productId)).toEqual([id]);
    await restate(cheap, 1200, ['other']);
    expect(await collectionsOf(cheap.productId)).toEqual([]);
    expect(variantFrom(await read(variantAt(cheap.variantId)))).not.toHaveProperty('collectionIds');
    expect(await listed(slug)).toEqual([dear.productId]);

    const fresh = await articleWith({ tags: [tag.toUpperCase()] });
    const entry = await read(staffEntryAt(fresh.productId));
    await onStream(streamEvent([{ after: image(entry) }]), testContext());
    expect([...(await worked())]).toEqual([fresh.productId]);
    expect(await collectionsOf(fresh.productId)).toEqual([id]);
  });

  it('by rule part when the rule is another, and when it is removed', async () => {
    const [one, other] = [unique('tag'), unique('tag')];
    const [a, b] = [await articleWith({ tags: [one] }), await articleWith({ tags: [other], status: 'draft' })];
    const { id, slug } = await made(byTag(one));
    expect([await collectionsOf(a.productId), await collectionsOf(b.productId)]).toEqual([[id], []]);
    await withCollection(id, () => patch(id, { conditions: byTag(other).conditions }));
    expect([await collectionsOf(a.productId), await collectionsOf(b.productId)]).toEqual([[], [id]]);
    expect(await listed(slug)).toEqual([]);
    await withProduct(b.productId, () => upsertProduct(mug(b.slug, { tags: [other] }), { now: nowMs() }));
    expect(await listed(slug)).toEqual([b.productId]);
    await withCollection(id, () => patch(id, { title: 'Other', active: false }));
    expect(await collectionsOf(b.productId)).toEqual([id]);
    await withCollection(id, () => drop(id));
    expect(await collectionsOf(b.productId)).toEqual([]);
    expect(variantFrom(await read(variantAt(b.variantId)))).not.toHaveProperty('collectionIds');
  });

  it('by hand come and go as they are named, and keep their collections whatever else is changed or imported', async () => {
    const [a, b] = [await articleWith(), await articleWith({ status: 'draft' })];
    const { id } = await made({ kind: 'manual', productIds: [a.productId, b.productId] });
    const second = await made({ kind: 'manual', productIds: [a.productId] });
    expect(await collectionsOf(a.productId)).toEqual([id, second.id].sort());
    await withProduct(a.productId, () =>
      upsertProduct(mug(a.slug, { title: 'Cup', tags: [unique('x')] }), { now: nowMs() }),
    );
    expect(await collectionsOf(a.productId)).toEqual([id, second.id].sort());
    const byStaff = { token, params: { id: a.productId }, body: { title: 'Bowl', vendor: null } };
    const { body } = await withProduct(a.productId, () => invokeHttp(changeProduct, byStaff));
    expect(body.collectionIds).toEqual([id, second.id].sort());
    expect(await collectionsOf(a.productId)).toEqual([id, second.id].sort());
    expect(await collectionsOf(b.productId)).toEqual([id]);
    await withCollection(id, () => patch(id, { productIds: [b.productId] }));
    expect([await collectionsOf(a.productId), await collectionsOf(b.productId)]).toEqual([[second.id], [id]]);
    await withCollection(id, () => drop(id));
    expect(await collectionsOf(b.productId)).toEqual([]);
  });

  it('end as the newest word says when messages come late, again, or of an older version', async () => {
    const [tag, later] = [unique('tag'), unique('later')];
    const [a, b] = [await articleWith(), await articleWith({ tags: [later] })];
    const { id } = await made({ kind: 'manual', productIds: [a.productId] });
    const old = { collectionId: id, version: 1, productIds: [a.productId, b.productId] };
    await withCollection(id, () => patch(id, { productIds: [b.productId] }));
    expect(await matchProducts(sqsEvent([old, old]), testContext())).toEqual(done);
    await worked();
    expect([await collectionsOf(a.productId), await collectionsOf(b.productId)]).toEqual([[], [id]]);
    const rule = await made(byTag(tag));
    await withCollection(rule.id, async () => {
      await patch(rule.id, { conditions: byTag(later).conditions });
      const both = [a.productId, b.productId];
      expect(await productsToMatch(rule.id, 1, both)).toEqual([]);
      expect(await productsToMatch(rule.id, 2, both)).toEqual([b.productId]);
      expect(await applyCollection(sqsEvent([{ collectionId: rule.id, version: 1 }]), testContext())).toEqual(done);
      expect(await taken('match-products')).toEqual([]);
    });
    expect(await collectionsOf(b.productId)).toEqual([id, rule.id].sort());
  });

  it('end the same when collections, the product and their messages go on at once', async () => {
    const [tag, { productId, slug }] = [unique('tag'), await articleWith()];
    const [one, two] = [await made({ kind: 'manual' }), await made(byTag(unique('none')))];
    const refs = [productAt(productId), collectionAt(one.id), collectionAt(two.id), ruleAt(two.id)];
    await following(refs, () =>
      Promise.all([
        patch(one.id, { productIds: [productId] }),
        patch(two.id, { conditions: byTag(tag).conditions }),
        upsertProduct(mug(slug, { tags: [tag] }), { now: nowMs() }),
        ...[one.id, two.id, one.id, undefined].map((id) => matchCollections(productId, id, nowMs())),
        upsertProduct(mug(slug, { tags: [tag] }), { now: nowMs() }),
      ]),
    );
    await worked();
    expect(await collectionsOf(productId)).toEqual([one.id, two.id].sort());
  });

  it('decided on a rule that was changed meanwhile, do not stay together', async () => {
    const [tag, { productId }] = [unique('tag'), await articleWith()];
    const { id } = await made(byTag(tag));
    // What a matcher writes that has read the rule before it was changed.
    const late = async () => reviseProduct(productId, nowMs(), async (before) => ({ ...before, collectionIds: [id] }));
    await following([productAt(productId)], late);
    await worked();
    expect(await collectionsOf(productId)).toEqual([]);
  });

  it('parted on a collection by hand that took the product back meanwhile, come together again', async () => {
    const { productId } = await articleWith();
    const { id } = await made({ kind: 'manual', productIds: [productId] });
    // What a matcher writes that has read the collection while it was without the product.
    const late = () => reviseProduct(productId, nowMs(), async ({ collectionIds: _, ...before }) => before);
    await following([productAt(productId)], late);
    expect(await collectionsOf(productId)).toEqual([]);
    await worked();
    expect(await collectionsOf(productId)).toEqual([id]);
  });

  it('are told to checkout of every variant, of a product that is too large for one transaction as well', async () => {
    const slug = unique('mug');
    const many = Array.from({ length: 100 }, (_, n) => variant(`${slug}-${n}`, `No ${n}`));
    const options = [{ name: 'Colour', values: [] }];
    const { productId, variants } = await upsertProduct(mug(slug, { variants: many, options }), { now: nowMs() });
    const { id } = await made({ kind: 'manual', productIds: [productId] });
    const items = await batchGet(
      variants.map(({ variantId }) => variantAt(variantId)),
      { consistent: true },
    );
    expect(items.map((item) => variantFrom(item)?.collectionIds)).toEqual(Array(100).fill([id]));
    await withCollection(id, () => drop(id));
    const after = await batchGet(
      variants.map(({ variantId }) => variantAt(variantId)),
      { consistent: true },
    );
    expect(after.filter((item) => item && 'collectionIds' in item)).toEqual([]);
  });

  it('cost what the product’s own items weigh, its page and three list entries', async () => {
    const [{ productId }, other] = [await articleWith(), await articleWith()];
    const { id } = await collectionWith(token, { kind: 'manual', productIds: [productId, other.productId] });
    const { used } = await metered(() => matchCollections(productId, id, nowMs()));
    // The product and what checkout reads of its one variant: both below a kilobyte, twice a unit in a transaction.
    expect(used).toMatchObject({ writeUnits: 4, calls: 4 });
    expect((await metered(() => buildDocuments([{ productId }]))).used.writeUnits).toBe(10);
  });

  it('cost nothing when they are up to date, and a product that is not there is none', async () => {
    const { productId } = await articleWith();
    const { id } = await made({ kind: 'manual', productIds: [productId] });
    const { used } = await metered(() => matchCollections(productId, id, nowMs()));
    expect(used).toMatchObject({ writeUnits: 0, messages: 0, calls: 3 });
    await matchCollections(newId('prd'), id, nowMs());
    const answer = await matchHandler(sqsEvent([{ nonsense: true }]), testContext());
    expect(answer.batchItemFailures).toHaveLength(1);
  });
});
