import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { queueName, queueUrl, sqs } from '#lib/send.ts';
import { get } from '#lib/table.ts';
import { streamEvent, testContext } from '../../../test/support/invoke.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { hintAt, productAt } from '../catalog-table.ts';
import { image, metered, mug, unique } from '../fixtures/catalog.ts';
import { flipEvents } from '../product/note-stock.ts';
import { productEvents, productsToBuild } from '../product/product-changes.ts';
import { upsertProduct } from '../public.ts';
import { handler } from './publish-events.ts';

const now = 1_767_225_600_000;
const changes = async (slug: string) => {
  const { productId } = await upsertProduct(mug(slug), { now });
  const first = await get(productAt(productId), { consistent: true });
  await upsertProduct(mug(slug, { title: 'Cup' }), { now });
  const second = await get(productAt(productId), { consistent: true });
  const change = (before: typeof first, after: typeof first) => ({ id: '1', at: now, before, after });
  return { productId, first, second, change };
};

describe('the events of a changed table', () => {
  it('tells of a new and of a changed product, with the same id when the record comes again', async () => {
    const slug = unique('mug');
    const { productId, first, second, change } = await changes(slug);
    const [fact] = productEvents(change(first, second));
    expect(fact).toMatchObject({
      id: `evt_${productId.slice(4)}-2`,
      type: 'product.changed',
      aggregate: productId,
      sequence: 2,
      timestamp: '2026-01-01T00:00:00.000Z',
      data: { productId, slug, status: 'active', version: 2 },
    });
    expect(productEvents(change(first, second))[0]?.id).toBe(fact?.id);
    expect(productEvents(change(undefined, first))[0]?.sequence).toBe(1);
  });

  it('says nothing of a product that has no new version, or of other items', async () => {
    const { first, change } = await changes(unique('mug'));
    expect(productEvents(change(first, { ...first, due: undefined }))).toEqual([]);
    expect(productEvents(change(undefined, { pk: 'sku#x', sk: 'sku', type: 'sku' }))).toEqual([]);
    expect(productEvents(change({ pk: 'x', sk: 'y', type: 'cards' }, undefined))).toEqual([]);
  });

  it('is not misled by a product whose own type is "event"', async () => {
    const { productId } = await upsertProduct(mug(unique('gala'), { type: 'event' }), { now });
    const after = await get(productAt(productId), { consistent: true });
    const answer = await handler(streamEvent([{ after: image(after) }]), testContext());
    expect(answer).toEqual({ batchItemFailures: [] });
  });

  it('names the former address, once per product', async () => {
    const { productId, first, second, change } = await changes('former');
    const product = (second?.['product'] ?? {}) as object;
    const third = { ...second, version: 3, product: { ...product, slug: 'later', version: 3 } };
    expect(productsToBuild([change(first, second), change(second, third)])).toEqual([
      { productId, formerSlugs: ['former'] },
    ]);
    expect(productEvents(change(second, third))[0]?.data).toMatchObject({ slug: 'later', previousSlug: 'former' });
  });

  it('has a page built again only when availability flips', () => {
    const hint = (available: boolean, at: number, productId = 'prd_1') => ({
      ...hintAt('var_1').key,
      type: 'hint',
      productId,
      s0: { available, at },
    });
    const built = (before: object | undefined, after: object) =>
      productsToBuild([{ id: '1', at: now, before: before as never, after: after as never }]).length;
    expect(built(undefined, hint(true, 1))).toBe(1);
    expect(built(undefined, hint(false, 1))).toBe(0);
    expect(built(hint(true, 1), hint(true, 2))).toBe(0);
    expect(built(hint(true, 1), hint(false, 2))).toBe(1);
    expect(built(undefined, hint(true, 1, ''))).toBe(0);
  });

  describe('when availability flips', () => {
    const hint = (variantId: string, productId: string, available: boolean, at: number) => ({
      ...hintAt(variantId).key,
      type: 'hint',
      productId,
      s0: { available: !available, at: 1 },
      s1: { available, at },
    });
    const flip = (variantId: string, productId: string, available: boolean, at: number) => ({
      id: '1',
      at: now,
      before: { ...hint(variantId, productId, !available, at - 1), s0: { available: false, at: 1 } },
      after: { ...hint(variantId, productId, available, at), s0: { available: false, at: 1 } },
    });
    const [blue, red] = ['var_01J0000000000000000000000', 'var_01J0000000000000000000001'];

    it('tells of the product as it is, once for all its variants, with the same id when the batch comes again', async () => {
      const slug = unique('mug');
      const { productId } = await changes(slug);
      const batch = [flip(blue, productId, true, 7), flip(red, productId, false, 9), flip(red, productId, true, 11)];
      const [fact, ...others] = await flipEvents(batch);
      expect(others).toEqual([]);
      expect(fact).toMatchObject({
        id: 'evt_01J0000000000000000000001-s1-11',
        type: 'product.changed',
        aggregate: productId,
        sequence: 2,
        timestamp: '2026-01-01T00:00:00.000Z',
        data: {
          productId,
          slug,
          status: 'active',
          version: 2,
          availability: [
            { variantId: blue, available: true },
            { variantId: red, available: true },
          ],
        },
      });
      expect((await flipEvents(batch)).map(({ id }) => id)).toEqual([fact?.id]);
    });

    it('tells nothing of a movement that flips nothing, of what is not sold, or of a new version of the same batch', async () => {
      const { productId, first, second, change } = await changes(unique('mug'));
      const still = { ...flip(blue, productId, true, 7), before: hint(blue, productId, true, 6) };
      expect(await flipEvents([{ ...still, after: hint(blue, productId, true, 7) }])).toEqual([]);
      const draft = await upsertProduct(mug(unique('mug'), { status: 'draft' }), { now });
      expect(await flipEvents([flip(blue, draft.productId, true, 7), flip(blue, '', true, 7)])).toEqual([]);
      const { answer, used } = await metered(() => flipEvents([flip(blue, productId, true, 7), change(first, second)]));
      expect([answer, used.calls]).toEqual([[], 0]);
    });

    it('has it published', async () => {
      const { productId } = await changes(unique('mug'));
      const { before, after } = flip(blue, productId, true, 7);
      const event = streamEvent([{ before: image(before), after: image(after) }]);
      expect(await handler(event, testContext())).toEqual({ batchItemFailures: [] });
      const told = await messagesIn(queueOf('search', 'on-product-changed'));
      expect(told.filter(({ aggregate }) => aggregate === productId)).toMatchObject([
        { data: { availability: [{ variantId: blue, available: true }] } },
      ]);
    });
  });

  it('sends a product to the builder for each batch that changes it', async () => {
    const slug = unique('mug');
    const { productId, first, second } = await changes(slug);
    const event = streamEvent([{ after: image(first) }, { before: image(first), after: image(second) }]);
    expect(await handler(event, testContext())).toEqual({ batchItemFailures: [] });
    const url = queueUrl(queueName('catalog', 'build-documents'));
    const bodies: string[] = [];
    for (let n = 0; n < 20 && !bodies.some((body) => body.includes(productId)); n += 1) {
      const { Messages = [] } = await sqs().send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      bodies.push(...Messages.map((message) => message.Body ?? ''));
    }
    const sent: { productId: string }[] = bodies.flatMap((body) => JSON.parse(body).products);
    expect(sent.filter((one) => one.productId === productId)).toEqual([{ productId, formerSlugs: [] }]);
  });
});
