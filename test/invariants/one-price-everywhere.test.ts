import { afterEach, expect, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { build, metered, mug, staffKey, unique } from '../../functions/catalog/fixtures/catalog.ts';
import * as changeProduct from '../../functions/catalog/http/admin/change-product.ts';
import { upsertProduct } from '../../functions/catalog/public.ts';
import { article } from '../../functions/content/fixtures/newsroom.ts';
import * as getEntry from '../../functions/content/http/get-entry.ts';
import { invokeHttp } from '../support/invoke.ts';
import { ownClock, pass, readersOf } from './edge/readers.ts';

afterEach(() => void vi.useRealTimers());

/** As many as a test can make: each more would cost the same nothing. */
const ENTRIES = 40;
/** A second in an environment's memory, two of freshness and three more while the edge asks again, and the way. */
const SHOWN_MS = 6500;

test('a price costs the same writes in no article and in many, and each shows it within 6.5 s', async () => {
  const token = await staffKey();
  const slug = unique('mug');
  const { productId: id } = await upsertProduct(mug(slug), { now: nowMs() });
  const change = async (amount: number): Promise<string> => {
    const variants = [{ sku: `${slug}-BLUE`, price: { amount, currency: 'EUR' } }];
    const changed = await invokeHttp(changeProduct, { token, params: { id }, body: { variants } });
    expect(changed.status).toBe(200);
    const { used } = await metered(() => build(id));
    const said = /write=(\d+(?:\.\d+)?); messages=(\d+)/.exec(changed.headers['x-cost'] ?? '');
    return `${said?.[1]} units, ${said?.[2]} messages; documents ${used.writeUnits} units`;
  };
  await build(id);
  const alone = await change(1000);

  const entries: { readonly slug: string }[] = [];
  for (let number = 0; number < ENTRIES; number += 1)
    entries.push(await article({ slug: unique('story'), blocks: [{ type: 'product', productId: id }] }));
  ownClock(nowMs());
  const readers = readersOf();
  const shown = () => Promise.all(entries.map(({ slug: at }) => readers.read(getEntry, { slug: at })));
  for (const { body } of await shown()) expect(String(body)).toContain('"amount":1000,');
  expect(await change(950)).toBe(alone);
  expect(alone).not.toContain('undefined');

  const changed = nowMs();
  // Readers are there all the time: each entry is asked for again while its old copy is answered.
  while (nowMs() < changed + SHOWN_MS) {
    await shown();
    pass(500);
  }
  for (const { body, status } of await shown()) {
    expect(status).toBe(200);
    expect(String(body)).toContain('"amount":950,');
    expect(String(body)).not.toContain('"amount":1000,');
  }
});
