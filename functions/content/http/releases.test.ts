import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { logTo } from '#lib/log.ts';
import { get } from '#lib/table.ts';
import { invokeHttp, streamEvent, testContext } from '../../../test/support/invoke.ts';
import { dueIn, messagesIn, queueOf } from '../../../test/support/look.ts';
import { deliver, factsOf, article as product } from '../../../test/support/shop.ts';
import { image } from '../../catalog/fixtures/catalog.ts';
import * as changeProduct from '../../catalog/http/admin/change-product.ts';
import * as changeList from '../../catalog/http/admin/price-lists/change-price-list.ts';
import * as createList from '../../catalog/http/admin/price-lists/create-price-list.ts';
import * as deleteList from '../../catalog/http/admin/price-lists/delete-price-list.ts';
import * as getList from '../../catalog/http/admin/price-lists/get-price-list.ts';
import * as setPrices from '../../catalog/http/admin/price-lists/set-listed-prices.ts';
import * as showProduct from '../../catalog/http/admin/show-product.ts';
import * as getProduct from '../../catalog/http/get-product.ts';
import { productCardAt, productCardFrom, variantAt, variantFrom } from '../../catalog/public.ts';
import * as buildDocuments from '../../catalog/queue/build-documents.ts';
import { picture, uploaded } from '../../media/fixtures/uploading.ts';
import { usersOf } from '../../media/uses-table.ts';
import { table } from '../content-table.ts';
import {
  article,
  done,
  draft,
  fresh,
  inSeconds,
  later,
  publish,
  read,
  section,
  settle,
  staff,
  stopClock,
} from '../fixtures/newsroom.ts';
import {
  arm,
  armed,
  disarm,
  follow,
  frontOf,
  look,
  merchant,
  priceList,
  release,
  setMembers,
  shown,
  storedOf,
} from '../fixtures/releasing.ts';
import * as checkRelease from '../queue/check-release.ts';
import { handler as onStream } from '../stream/publish-events.ts';
import * as changeEntry from './admin/entries/change-entry.ts';
import * as correctEntry from './admin/entries/correct-entry.ts';
import * as deleteEntry from './admin/entries/delete-entry.ts';
import * as showEntry from './admin/entries/show-entry.ts';
import * as unpublishEntry from './admin/entries/unpublish-entry.ts';
import * as publishFront from './admin/fronts/publish-front.ts';
import * as deleteRelease from './admin/releases/delete-release.ts';
import * as listReleases from './admin/releases/list-releases.ts';
import * as getFront from './get-front.ts';
import * as listEntries from './list-entries.ts';

beforeEach(() => void stopClock());
afterEach(() => void vi.useRealTimers());

const unpublish = (id: string, body: object = {}) => staff(unpublishEntry, { params: { id }, body });
const revised = async (id: string, body: object) => {
  const { version } = await done(staff(showEntry, { params: { id } }));
  return done(staff(changeEntry, { params: { id }, body, headers: { 'if-match': `"${version}"` } }));
};
const entryOn = async (slug: string) => (await invokeHttp(getFront, { params: { slug } })).body.slots[0].items[0]?.id;
const slugsOf = async (query: Record<string, string>): Promise<string[]> =>
  (await done(invokeHttp(listEntries, { query }))).items.map(({ slug }: { slug: string }) => slug);
const timelineOf = async (id: string) => (await done(staff(showEntry, { params: { id } }))).timeline;
const refused = async (answer: Promise<{ status: number; body: { code: string } }>) => {
  const { status, body } = await answer;
  return [status, body.code];
};

describe('a release', () => {
  it('changes an entry, a new one, a front and an unpublished one at its second, for everybody, in lists too', async () => {
    const news = await section();
    const [storm, gone, fresh2] = [
      await article({ slug: fresh('story'), title: 'Storm', section: news }),
      await article({ section: news }),
      await draft({ section: news }),
    ];
    await revised(storm.id, { title: 'Storm is over' });
    const front = await frontOf(storm.id, fresh2.id);
    const at = inSeconds(61);
    const { id, status, marginSeconds } = await armed(
      [
        { type: 'entry', id: storm.id },
        { type: 'entry', id: fresh2.id, revision: 1 },
        { type: 'front', slug: front },
        { type: 'unpublish', id: gone.id },
      ],
      at,
    );
    expect([status, marginSeconds]).toEqual(['armed', 30]);
    const seen = async () => [
      (await read(storm.slug)).body.title,
      (await read(fresh2.slug)).status,
      await entryOn(front),
      (await read(gone.slug)).status,
      (await slugsOf({ section: news })).toSorted(),
    ];
    const old = ['Storm', 404, storm.id, 200, [storm.slug, gone.slug].toSorted()];
    expect(await seen()).toEqual(old);
    later(60_800);
    expect(await seen()).toEqual(old);
    expect((await read(storm.slug)).headers['cache-control']).toContain('s-maxage=0');
    later(100);
    expect(await seen()).toEqual(['Storm is over', 200, fresh2.id, 404, [storm.slug, fresh2.slug].toSorted()]);
    expect((await shown(id)).status).toBe('started');
    expect((await timelineOf(storm.id)).map(({ from }: { from: string }) => from)).toContain(at);
  });

  it('is told when it is armed; each of its publications once, at its second', async () => {
    const [one, gone] = [await article(), await article()];
    for (const { id } of [one, gone]) await settle(id);
    await revised(one.id, { title: 'New' });
    const at = inSeconds(61);
    const { id, version } = await armed(
      [
        { type: 'entry', id: one.id },
        { type: 'unpublish', id: gone.id },
      ],
      at,
    );
    expect(await factsOf(table, id)).toMatchObject([
      { type: 'release.armed', sequence: 1, data: { releaseId: id, at, version, members: 2 } },
    ]);
    await Promise.all([settle(one.id), settle(gone.id)]);
    expect((await factsOf(table, one.id)).length).toBe(1);
    later(62_000);
    for (const each of [one, gone]) await Promise.all([settle(each.id), settle(each.id)]);
    expect((await factsOf(table, one.id)).at(-1)).toMatchObject({
      type: 'entry.published',
      sequence: 2,
      timestamp: at,
      data: { revision: 2 },
    });
    expect((await factsOf(table, gone.id)).at(-1)).toMatchObject({
      type: 'entry.unpublished',
      sequence: 2,
      timestamp: at,
    });
  });

  it('is disarmed whole: every timeline is as it was, with what was to come; a correction meanwhile stays', async () => {
    const [one, gone, never] = [
      await article({ slug: fresh('story'), title: 'One' }),
      await article({ slug: fresh('story'), title: 'Gone' }),
      await draft(),
    ];
    const at = inSeconds(120);
    await done(publish(one.id, { from: at }));
    await done(publish(gone.id, { from: inSeconds(300), until: inSeconds(400) }));
    await revised(one.id, { title: 'One more' });
    const front = await frontOf(one.id, gone.id);
    const before = await Promise.all([one, gone].map(({ id }) => timelineOf(id)));
    const { id } = await armed(
      [
        { type: 'entry', id: one.id },
        { type: 'unpublish', id: gone.id },
        { type: 'entry', id: never.id },
        { type: 'front', slug: front },
      ],
      at,
    );
    expect((await timelineOf(gone.id)).at(-1).until).toBe(at);
    await done(staff(correctEntry, { params: { id: gone.id }, body: { text: 'It was Tuesday.' } }));
    const disarmed = await done(disarm(id));
    expect(disarmed).toMatchObject({ status: 'disarmed', at: null, disarmed: { at: isoTime(nowMs()), reason: null } });
    expect(await Promise.all([one, gone].map((each) => timelineOf(each.id)))).toEqual(before);
    expect(await timelineOf(never.id)).toEqual([]);
    expect((await read(gone.slug)).body.corrections).toMatchObject([{ text: 'It was Tuesday.' }]);
    expect(await factsOf(table, id)).toMatchObject([
      {},
      { type: 'release.disarmed', sequence: 2, data: { at, reason: null } },
    ]);
    later(125_000);
    expect([(await read(one.slug)).body.title, (await read(never.slug)).status, await entryOn(front)]).toEqual([
      'One',
      404,
      one.id,
    ]);
    expect(await refused(disarm(id))).toEqual([409, 'release-not-armed']);
    // What was disarmed may be changed, and armed again.
    await done(setMembers(id, [{ type: 'entry', id: never.id }]));
    const again = inSeconds(61);
    await done(arm(id, again));
    later(61_000);
    expect((await read(never.slug)).status).toBe(200);
  });

  it('that takes an entry out of its lists puts it back when it is disarmed', async () => {
    const [news, sport] = [await section('News'), await section('Sport')];
    const one = await article({ section: news });
    await revised(one.id, { section: sport });
    await done(publish(one.id, { from: inSeconds(200) }));
    const { id } = await armed([{ type: 'unpublish', id: one.id }], inSeconds(100));
    await done(disarm(id));
    later(201_000);
    expect([await slugsOf({ section: news }), await slugsOf({ section: sport })]).toEqual([[], [one.slug]]);
  });

  it('has ninety members, and ninety-one are refused', async () => {
    const ids = await Promise.all(Array.from({ length: 91 }, async () => (await draft()).id as string));
    const { id } = await release();
    const members = ids.map((entryId) => ({ type: 'entry', id: entryId }));
    const answer = await setMembers(id, members);
    expect([answer.status, answer.body]).toMatchObject([422, { code: 'too-many-members', members: 91, most: 90 }]);
    expect((await shown(id)).members).toEqual([]);
    await done(setMembers(id, members.slice(1)));
    const at = inSeconds(61);
    const { version } = await done(arm(id, at));
    const lives = await Promise.all(
      ids.map(async (entryId) => (await storedOf(entryId)).find(({ sk }) => sk === 'live')),
    );
    expect(lives.map((live) => (live?.['release'] as { id: string } | undefined)?.id)).toEqual([
      undefined,
      ...Array(90).fill(id),
    ]);
    expect(await factsOf(table, id)).toMatchObject([{ data: { members: 90, version } }]);
    await done(disarm(id));
    expect((await shown(id)).status).toBe('disarmed');
  });

  it('is refused as a whole, by its reason, and nothing is changed', async () => {
    const [one, two, never] = [await article(), await article(), await draft()];
    const front = await frontOf(one.id, two.id);
    await armed([{ type: 'front', slug: front }], inSeconds(600));
    const members = (...all: object[]) => [{ type: 'entry', id: two.id }, ...all];
    const of = async (list: object[], at = inSeconds(63)) => {
      const { id } = await release(list);
      const { status, body } = await arm(id, at);
      expect(await shown(id)).toMatchObject({ status: 'draft', version: 1 });
      return [status, body];
    };
    const before = await storedOf(two.id);
    const { sku } = await product(1);
    const list = await priceList([{ sku, amount: 1 }], { startsAt: null });
    const missing = 'prd_00000000000000000000000000';
    const broken = await draft({ blocks: [{ type: 'product', productId: missing }] });
    const noEntry = 'ent_00000000000000000000000000';
    const noList = 'prl_00000000000000000000000000';
    expect(await of([])).toMatchObject([422, { code: 'release-empty' }]);
    expect(await of(members(), '2030-01-01T00:00:00.500Z')).toMatchObject([422, { code: 'fraction-of-second' }]);
    expect(await of(members(), inSeconds(60 - 1))).toMatchObject([
      422,
      { code: 'at-too-near', earliest: inSeconds(61), marginSeconds: 30 },
    ]);
    expect(await of(members({ type: 'front', slug: front }))).toMatchObject([
      422,
      { code: 'member-in-release', member: { type: 'front', id: front } },
    ]);
    expect(await of(members({ type: 'unpublish', id: never.id }))).toMatchObject([
      409,
      { code: 'not-published', detail: expect.stringContaining(never.id) },
    ]);
    expect(await of(members({ type: 'price-list', id: list }))).toMatchObject([
      422,
      { code: 'price-list-started', listId: list },
    ]);
    const [status, body] = await of(
      members(
        { type: 'entry', id: broken.id },
        { type: 'entry', id: one.id, revision: 7 },
        { type: 'unpublish', id: noEntry },
        { type: 'front', slug: 'none-such', revision: 1 },
        { type: 'price-list', id: noList },
      ),
    );
    expect([status, body.code]).toEqual([422, 'reference-missing']);
    expect(body.references).toEqual(
      expect.arrayContaining([
        { kind: 'product', id: missing },
        { kind: 'revision', id: `${one.id}@7` },
        { kind: 'entry', id: noEntry },
        { kind: 'front', id: 'none-such' },
        { kind: 'price-list', id: noList },
      ]),
    );
    expect(await storedOf(two.id)).toEqual(before);
  });

  it('refuses a thing that is there twice, and the latest revision of what is not there', async () => {
    const one = await article();
    const { id } = await release();
    const twice = await setMembers(id, [
      { type: 'entry', id: one.id },
      { type: 'unpublish', id: one.id },
    ]);
    expect([twice.status, twice.body]).toMatchObject([
      422,
      { code: 'member-twice', member: { type: 'unpublish', id: one.id } },
    ]);
    const none = await setMembers(id, [{ type: 'entry', id: 'ent_00000000000000000000000000' }]);
    expect([none.status, none.body.code]).toEqual([422, 'reference-missing']);
    expect(await refused(setMembers(id, [{ type: 'entry', id: one.id }], { 'if-match': '"9"' }))).toEqual([
      412,
      'precondition-failed',
    ]);
    expect((await shown(id)).version).toBe(1);
  });

  it('lets nobody else change its members until it has begun', async () => {
    const [one, two] = [await article(), await article()];
    const front = await frontOf(one.id, two.id);
    const at = inSeconds(90);
    const { id } = await armed(
      [
        { type: 'entry', id: one.id },
        { type: 'front', slug: front },
        { type: 'unpublish', id: two.id },
      ],
      at,
    );
    const answers = [
      publish(one.id),
      unpublish(one.id),
      publish(two.id, { from: inSeconds(500) }),
      staff(publishFront, { params: { slug: front }, body: {} }),
    ];
    for (const answer of await Promise.all(answers))
      expect([answer.status, answer.body]).toMatchObject([409, { code: 'in-release', releaseId: id, at }]);
    expect(await refused(setMembers(id, []))).toEqual([409, 'release-armed']);
    expect(await refused(staff(deleteRelease, { params: { id } }))).toEqual([409, 'release-armed']);
    expect(await refused(arm(id, inSeconds(200)))).toEqual([409, 'release-armed']);
    expect(await refused(staff(deleteEntry, { params: { id: one.id } }))).toEqual([409, 'entry-published']);
    await revised(one.id, { title: 'A draft goes on' });
    later(90_000);
    await done(publish(one.id));
    await done(publish(two.id));
    later(2_000);
    await done(staff(publishFront, { params: { slug: front }, body: { revision: 1 } }));
    expect((await read(one.slug)).body.title).toBe('A draft goes on');
    expect(await refused(setMembers(id, []))).toEqual([409, 'release-armed']);
  });

  it('is armed once by two at once, and the same again changes nothing; disarming too', async () => {
    const one = await article();
    const { id } = await release([{ type: 'entry', id: one.id }]);
    const at = inSeconds(90);
    const answers = await Promise.all([arm(id, at), arm(id, at), arm(id, at)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await done(arm(id, at))).version).toBe(2);
    expect(await refused(arm(id, at, { 'if-match': '"1"' }))).toEqual([412, 'precondition-failed']);
    expect((await factsOf(table, id)).length).toBe(1);
    const undone = await Promise.all([disarm(id), disarm(id)]);
    expect(undone.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect((await factsOf(table, id)).map(({ type }) => type)).toEqual(['release.armed', 'release.disarmed']);
  });

  it('of two that want the same one is armed', async () => {
    const [one, two] = [await article(), await article()];
    const [first, second] = [
      await release([
        { type: 'entry', id: one.id },
        { type: 'entry', id: two.id },
      ]),
      await release([
        { type: 'entry', id: two.id },
        { type: 'entry', id: one.id },
      ]),
    ];
    const at = inSeconds(90);
    const answers = await Promise.all([arm(first.id, at), arm(second.id, at)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
    const winner = answers.find(({ status }) => status === 200)?.body.id;
    for (const { id } of [one, two])
      expect((await storedOf(id)).find(({ sk }) => sk === 'live')).toMatchObject({ release: { id: winner } });
  });

  it('holds the media of what it will show, whatever becomes of the draft', async () => {
    const [first = '', second = ''] = await Promise.all(
      [picture(), picture()].map(async (one) => (await uploaded(await one)).id),
    );
    const one = await article({ image: first });
    await revised(one.id, { image: second });
    await armed([{ type: 'entry', id: one.id }], inSeconds(90));
    await revised(one.id, { image: null });
    await settle(one.id);
    expect([(await usersOf(first)).length, (await usersOf(second)).length]).toEqual([1, 1]);
    later(91_000);
    expect((await read(one.slug)).body.image.id).toBe(second);
  });

  it('is listed, shown and deleted', async () => {
    const { id } = await release();
    const { items } = await done(staff(listReleases, { query: { limit: 100 } }));
    expect(items).toContainEqual(await shown(id));
    expect(await refused(staff(deleteRelease, { params: { id }, headers: { 'if-match': '"2"' } }))).toEqual([
      412,
      'precondition-failed',
    ]);
    await done(staff(deleteRelease, { params: { id } }), 204);
    expect((await arm(id, inSeconds(90))).status).toBe(404);
  });
});

describe('a price list in a release', () => {
  const sale = async () => {
    const mug = await product(3, 1500);
    const { body } = await invokeHttp(getProduct, { params: { slug: mug.sku.toLowerCase().replace('_', '-') } });
    const slug = mug.sku.toLowerCase().replace('_', '-');
    return { ...mug, slug, page: body };
  };
  const priceOf = async (slug: string) =>
    (await invokeHttp(getProduct, { params: { slug } })).body.variants[0].price.amount;
  const cardOf = async (id: string) =>
    productCardFrom(await get(productCardAt(id), { consistent: true }), isoTime(nowMs()))?.card?.priceRange.min.amount;
  const listOf = async (id: string) => done(invokeHttp(getList, { token: await merchant(), params: { id } }));
  const scheduledOf = async (variantId: string) =>
    variantFrom(await get(variantAt(variantId), { consistent: true }))?.scheduled;

  it('starts with everything else: at its products, on their pages and in articles', async () => {
    const { sku, slug, productId, variantId } = await sale();
    const listId = await priceList([{ sku, amount: 900 }]);
    await follow(listId, [productId]);
    expect(await scheduledOf(variantId)).toBeUndefined();
    const story = await article({ slug: fresh('story'), title: 'Old', blocks: [{ type: 'product', productId }] });
    await revised(story.id, { title: 'New' });
    const at = inSeconds(90);
    const { id, marginSeconds } = await armed(
      [
        { type: 'entry', id: story.id },
        { type: 'price-list', id: listId },
      ],
      at,
    );
    expect(marginSeconds).toBe(31);
    expect(await listOf(listId)).toMatchObject({ startsAt: at, release: { id, at }, version: 2 });
    expect(await follow(listId, [productId])).toEqual([]);
    expect(await scheduledOf(variantId)).toEqual([
      { listId, currency: 'EUR', amount: 900, startsAt: at, endsAt: null, release: true },
    ]);
    const seen = async () => {
      const { title, blocks } = (await read(story.slug)).body;
      return [title, blocks[0].product.priceRange.min.amount, await priceOf(slug), await cardOf(productId)];
    };
    later(msOf(at) - nowMs() - 100);
    expect(await seen()).toEqual(['Old', 1500, 1500, 1500]);
    later(100);
    expect(await seen()).toEqual(['New', 900, 900, 900]);
  });

  it('is nobody else’s until it has begun, and a draft again when it is disarmed', async () => {
    const { sku, productId, variantId } = await sale();
    const listId = await priceList([{ sku, amount: 900 }]);
    const at = inSeconds(90);
    const { id } = await armed([{ type: 'price-list', id: listId }], at);
    await follow(listId, [productId]);
    const of = { token: await merchant(), params: { id: listId } };
    const answers = [
      invokeHttp(changeList, { ...of, body: { name: 'X' } }),
      invokeHttp(deleteList, of),
      invokeHttp(setPrices, { ...of, body: { prices: [{ sku, amount: 800 }] } }),
    ];
    for (const answer of await Promise.all(answers))
      expect([answer.status, answer.body]).toMatchObject([409, { code: 'in-release', releaseId: id, at }]);
    await done(disarm(id));
    const list = await listOf(listId);
    expect(list).toMatchObject({ draft: true, startsAt: null, version: 3 });
    expect(list.release).toBeUndefined();
    expect(await follow(listId, [productId])).toEqual([]);
    expect(await scheduledOf(variantId)).toBeUndefined();
    await done(invokeHttp(setPrices, { ...of, body: { prices: [{ sku, amount: 800 }] } }));
    const soon = inSeconds(300);
    expect(await done(invokeHttp(changeList, { ...of, body: { startsAt: soon } }))).toMatchObject({ startsAt: soon });
    await follow(listId, [productId]);
    expect(await scheduledOf(variantId)).toMatchObject([{ amount: 800, startsAt: soon }]);
    const again = inSeconds(90);
    await armed([{ type: 'price-list', id: listId }], again);
    expect(await listOf(listId)).toMatchObject({ startsAt: again });
  });

  it('that a draft states no start, and ends after its release, is asked for', async () => {
    const token = await merchant();
    const { sku } = await sale();
    const listId = await priceList([{ sku, amount: 900 }], { draft: true, endsAt: inSeconds(80) });
    const { id } = await release([{ type: 'price-list', id: listId }]);
    expect(await refused(arm(id, inSeconds(90)))).toEqual([422, 'ends-before-start']);
    const body = { name: 'X', currency: 'EUR', draft: true, startsAt: inSeconds(80) };
    expect((await invokeHttp(createList, { token, body })).status).toBe(400);
  });

  it('that is not at its products a margin ahead disarms its release, whole, with the reason', async () => {
    const { sku, productId } = await sale();
    const listId = await priceList([{ sku, amount: 900 }]);
    const story = await article({ slug: fresh('story'), title: 'Old' });
    await revised(story.id, { title: 'New' });
    const at = inSeconds(90);
    const { id } = await armed(
      [
        { type: 'entry', id: story.id },
        { type: 'price-list', id: listId },
      ],
      at,
    );
    later(59_000);
    expect(await look(id, at, 'ready')).toBe(0);
    expect(await shown(id)).toMatchObject({
      status: 'disarmed',
      disarmed: { reason: { code: 'products-not-ready', detail: expect.stringContaining(productId) } },
    });
    expect((await factsOf(table, id)).at(-1)).toMatchObject({
      type: 'release.disarmed',
      data: { at, reason: 'products-not-ready' },
    });
    expect(await listOf(listId)).toMatchObject({ draft: true, startsAt: null });
    later(40_000);
    expect((await read(story.slug)).body.title).toBe('Old');
  });
});

describe('a product in a release', () => {
  it('appears, or goes, with everything else; what it shows is nobody else’s until then', async () => {
    const [soon, gone] = [await product(1), await product(1)];
    const token = await merchant();
    const patchProduct = (id: string, body: object) => invokeHttp(changeProduct, { token, params: { id }, body });
    await done(patchProduct(soon.productId, { visibleUntil: isoTime(nowMs()) }));
    const story = await article({
      slug: fresh('story'),
      blocks: [soon, gone].map(({ productId }) => ({ type: 'product', productId })),
    });
    const at = inSeconds(90);
    const { id } = await armed(
      [
        { type: 'product', id: soon.productId, visible: true },
        { type: 'product', id: gone.productId, visible: false },
      ],
      at,
    );
    const refusal = await patchProduct(gone.productId, { status: 'archived' });
    expect([refusal.status, refusal.body]).toMatchObject([409, { code: 'in-release', releaseId: id }]);
    const message = { products: [soon, gone].map(({ productId }) => ({ productId, formerSlugs: [] })) };
    expect(await deliver(buildDocuments, [message, message])).toBe(0);
    later(60_000);
    expect(await look(id, at, 'ready')).toBe(0);
    expect((await shown(id)).status).toBe('armed');
    const ids = async () =>
      (await read(story.slug)).body.blocks.map((block: { product: { id: string } }) => block.product.id);
    later(29_800);
    expect(await ids()).toEqual([gone.productId]);
    later(100);
    expect(await ids()).toEqual([soon.productId]);
  });

  it('that has not followed a margin ahead disarms its release; it is as it was before', async () => {
    const { productId } = await product(1);
    const at = inSeconds(90);
    const { id } = await armed([{ type: 'product', id: productId, visible: false }], at);
    const other = await release([{ type: 'product', id: productId, visible: false }]);
    expect((await arm(other.id, at)).body).toMatchObject({ code: 'member-in-release', releaseId: id });
    later(59_000);
    expect(await look(id, at, 'ready')).toBe(0);
    expect(await shown(id)).toMatchObject({ status: 'disarmed', disarmed: { reason: { code: 'products-not-ready' } } });
    const back = await invokeHttp(showProduct, { token: await merchant(), params: { id: productId } });
    expect([back.body.visibleUntil, back.body.release]).toEqual([null, undefined]);
  });

  it('that is shown already, or not active, is refused', async () => {
    const { productId } = await product(1);
    const { id } = await release([{ type: 'product', id: productId, visible: true }]);
    expect(await refused(arm(id, inSeconds(90)))).toEqual([422, 'visibility-unchanged']);
    const none = await release([{ type: 'product', id: 'prd_00000000000000000000000000', visible: true }]);
    expect((await arm(none.id, inSeconds(90))).body.references).toEqual([
      { kind: 'product', id: 'prd_00000000000000000000000000' },
    ]);
  });
});

describe('a look at an armed release', () => {
  const ring = async (fn: () => Promise<unknown>): Promise<boolean> => {
    const lines: string[] = [];
    logTo((line) => void lines.push(line));
    await fn().finally(() => logTo(() => undefined));
    return lines.some((line) => line.includes('"metric":"ReleaseLate"'));
  };

  it('leaves one alone that is ready; then it is decided, and begins', async () => {
    const story = await article({ slug: fresh('story'), title: 'Old' });
    await revised(story.id, { title: 'New' });
    const at = inSeconds(90);
    const { id } = await armed([{ type: 'entry', id: story.id }], at);
    later(60_000);
    expect(await look(id, at, 'ready')).toBe(0);
    expect((await shown(id)).status).toBe('armed');
    later(14_000);
    await done(disarm((await armed([{ type: 'unpublish', id: (await article()).id }], inSeconds(90))).id));
    later(1_000);
    expect(await ring(() => look(id, at, 'decided'))).toBe(false);
    const answer = await disarm(id);
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'release-decided', at }]);
    later(15_000);
    expect((await read(story.slug)).body.title).toBe('New');
    expect(await refused(disarm(id))).toEqual([409, 'release-decided']);
  });

  it('rings when it comes too late to disarm and something is not ready; nothing is disarmed then', async () => {
    const { sku } = await product(3, 1500);
    const listId = await priceList([{ sku, amount: 900 }]);
    const at = inSeconds(90);
    const { id } = await armed([{ type: 'price-list', id: listId }], at);
    later(80_000);
    expect(await look(id, at, 'ready')).toBe(0);
    expect((await shown(id)).status).toBe('armed');
    expect(await ring(() => look(id, at, 'decided'))).toBe(true);
    expect((await shown(id)).status).toBe('armed');
  });

  it('rings when what was disarmed is not undone at its products', async () => {
    const { sku, productId } = await product(3, 1500);
    const listId = await priceList([{ sku, amount: 900 }]);
    const at = inSeconds(90);
    const { id } = await armed([{ type: 'price-list', id: listId }], at);
    await follow(listId, [productId]);
    await done(disarm(id));
    later(75_000);
    expect(await ring(() => look(id, at, 'decided'))).toBe(true);
    await follow(listId, [productId]);
    expect(await ring(() => look(id, at, 'decided'))).toBe(false);
  });

  it('is asked for by the stream, a margin and half a margin ahead, minutes early where it waits in the due index', async () => {
    const story = await article();
    const [soon, far] = [inSeconds(300), inSeconds(7_200)];
    const { id } = await armed([{ type: 'entry', id: story.id }], soon);
    const [item] = (await storedOf(id)).map(image);
    await onStream(streamEvent([{ after: item }, { before: item, after: item }]), testContext());
    const waiting = (await messagesIn(queueOf('content', 'check-release'))).filter((one) => one.releaseId === id);
    const ms = msOf(soon);
    expect(waiting).toEqual([
      { releaseId: id, at: soon, look: 'ready', due: ms - 30_000 },
      { releaseId: id, at: soon, look: 'decided', due: ms - 15_000 },
    ]);
    // Before its moment a look waits on.
    expect(await deliver(checkRelease, [waiting[0]])).toBe(0);
    expect((await shown(id)).status).toBe('armed');
    const again = (await messagesIn(queueOf('content', 'check-release'))).filter((one) => one.releaseId === id);
    expect(again.map(({ selfSends }) => selfSends)).toEqual([undefined, undefined, 1]);
    await done(disarm(id));
    await done(arm(id, far));
    const [next] = (await storedOf(id)).map(image);
    await onStream(streamEvent([{ before: item, after: next }]), testContext());
    const due = (await dueIn('content')).filter(({ body }) => body.releaseId === id);
    expect(due.map((one) => one.due).toSorted()).toEqual([msOf(far) - 330_000, msOf(far) - 315_000]);
  });
});
