import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import type { Cached } from '../../local/edge/cache.ts';
import { ownClock, pass, readersOf } from './edge/readers.ts';

/**
 * A dead origin gives old news, never an old price: three kinds of outage, ten minutes each, through the local edge's cache
 * and the shipped handlers. The handlers' table is behind a door here that can refuse every call as a throttled one does.
 */
let isThrottled = false;
const engine = new URL(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
const throttled = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  message: 'The level of configured provisioned throughput for the table was exceeded.',
});
const door = createServer((asked, answer) => {
  if (isThrottled) {
    asked.resume();
    answer.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(throttled);
    return;
  }
  const { hostname, port } = engine;
  const sent = request({ hostname, port, method: asked.method, path: asked.url, headers: asked.headers }, (got) => {
    answer.writeHead(got.statusCode ?? 500, got.headers);
    got.pipe(answer);
  });
  sent.once('error', () => answer.destroy());
  asked.pipe(sent);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
});
afterAll(() => {
  door.close();
  door.closeAllConnections();
});
afterEach(() => {
  isThrottled = false;
  vi.useRealTimers();
});

const MINUTE = 60_000;
/** From one look to the next; a throttled table is asked several times each, in the time of this machine. */
const STEP_MS = { refuses: 20_000, hangs: 20_000, throttled: 60_000 } as const;

/** Imported when the door is open: a client knows its endpoint from the first call on. */
const shop = async () => ({
  catalog: await import('../../functions/catalog/public.ts'),
  fixtures: await import('../../functions/catalog/fixtures/catalog.ts'),
  priceLists: await import('../../functions/catalog/price-lists/manage-price-lists.ts'),
  apply: await import('../../functions/catalog/price-lists/apply-price-list.ts'),
  newsroom: await import('../../functions/content/fixtures/newsroom.ts'),
  unpublish: await import('../../functions/content/http/admin/entries/unpublish-entry.ts'),
  getEntry: await import('../../functions/content/http/get-entry.ts'),
  getProduct: await import('../../functions/catalog/http/get-product.ts'),
});

/** An article that stays, one that goes after five minutes, and a product, also in an article, whose price rises then. */
const told = async (at: string) => {
  const { catalog, fixtures, priceLists, apply, newsroom, unpublish } = await shop();
  const slug = fixtures.unique('mug');
  const { productId } = await catalog.upsertProduct(fixtures.mug(slug), { now: nowMs() });
  const list = await priceLists.createPriceList({ name: 'Up', currency: 'EUR', startsAt: at, endsAt: null }, nowMs());
  const prices = ['BLUE', 'RED'].map((colour) => ({ sku: `${slug}-${colour}`, amount: 7700 }));
  await priceLists.setPrices(list.id, { prices }, nowMs());
  await apply.applyPriceList(list.id, productId, nowMs());
  await fixtures.build(productId);
  const stays = await newsroom.article();
  const priced = await newsroom.article({ blocks: [{ type: 'product', productId }] });
  const goes = await newsroom.article();
  await newsroom.done(newsroom.staff(unpublish, { params: { id: goes.id }, body: { at } }));
  return { product: slug, stays: stays.slug, priced: priced.slug, goes: goes.slug };
};

test.each(['refuses', 'hangs', 'throttled'] as const)('ten minutes of an origin that %s', async (outage) => {
  const now = Math.floor(nowMs() / 1000) * 1000 + 100;
  const flip = now - 100 + 5 * MINUTE;
  const names = await told(isoTime(flip));
  const { getEntry, getProduct } = await shop();
  ownClock(nowMs());
  const readers = readersOf();
  const all = async (): Promise<Record<keyof typeof names, Cached>> => {
    const [product, priced, goes, stays] = await Promise.all([
      readers.read(getProduct, { slug: names.product }),
      readers.read(getEntry, { slug: names.priced }),
      readers.read(getEntry, { slug: names.goes }),
      readers.read(getEntry, { slug: names.stays }),
    ]);
    return { product, priced, goes, stays };
  };
  const [old, next] = ['"amount":1200,', '"amount":7700,'];
  const statuses = (seen: Awaited<ReturnType<typeof all>>) => Object.values(seen).map(({ status }) => status);
  const warm = await all();
  expect(statuses(warm)).toEqual([200, 200, 200, 200]);
  for (const { body } of [warm.product, warm.priced]) expect(String(body)).toContain(old);

  if (outage === 'throttled') isThrottled = true;
  else readers.origin(outage);
  const until = nowMs() + 10 * MINUTE;
  let [before, after] = [0, 0];
  while (nowMs() < until) {
    pass(STEP_MS[outage]);
    const start = nowMs();
    const seen = await all();
    for (const [name, { status, body }] of Object.entries(seen)) {
      if (name === 'stays' || nowMs() < flip - 3000) {
        expect([name, status]).toEqual([name, 200]);
        before += 1;
      } else if (start >= flip) {
        expect([name, status, String(body).includes(old)]).toEqual([name, expect.toBeOneOf([500, 503, 504]), false]);
        after += 1;
      }
    }
  }
  expect(before).toBeGreaterThan(15);
  expect(after).toBeGreaterThan(8);

  isThrottled = false;
  readers.origin('well');
  pass(3000);
  const back = await all();
  expect(statuses(back)).toEqual([200, 200, 404, 200]);
  for (const { body } of [back.product, back.priced]) {
    expect(String(body)).toContain(next);
    expect(String(body)).not.toContain(old);
  }
});
