import { readFile } from 'node:fs/promises';
import { dayIn, isoTime, nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import type { StackFile } from '../../../local/stack-file.ts';
import { type Client, until } from './client.ts';
import { drawnPicture } from './drawn-picture.ts';
import { postForm } from './post-form.ts';
import type { startReceiver } from './receiver.ts';

/** What one step hands to the next. */
export interface Story {
  readonly stack: StackFile;
  readonly client: Client;
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>;
  webhookId?: string;
  cart?: string;
  order?: { id: string; number: string; token: string; total: number };
  stockBefore?: number;
  salesBefore?: { orders: number; total: number };
}

const CATALOG = new URL('../../../functions/bulk/shopify-csv/fixtures/shopify-apparel.csv', import.meta.url);
const SKU = 'MUG-BLUE';
const QUANTITY = 2;
const buyer = {
  email: 'kim@example.org',
  shippingAddress: { name: 'Kim Doe', line1: '1 High Street', city: 'Dublin', postalCode: 'D01 F5P2', country: 'IE' },
};

/** The sales of today, in the shop's currency. */
const sales = async ({ client }: Story): Promise<{ orders: number; total: number }> => {
  const { body: shop } = await client.call('GET', '/shop');
  const { body } = await client.admin('GET', `/admin/reports/daily/${dayIn(shop.timeZone, nowMs())}`);
  const mine = body.sales.find((one: { currency: string }) => one.currency === shop.currencies[0]);
  return { orders: mine?.orders ?? 0, total: mine?.total.amount ?? 0 };
};
const stock = async ({ client }: Story) => (await client.admin('GET', `/admin/stock/${SKU}`)).body;
const need = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a step before this one has not run');
  return value;
};
const equal = (what: string, actual: unknown, expected: unknown): void => {
  if (actual !== expected) throw new Error(`${what}: expected ${String(expected)}, got ${String(actual)}`);
};
const mine = (story: Story) => ({ headers: { 'x-order-token': need(story.order).token } });

/** The main job, step by step: what it says it does, and what came of it. */
export const steps: [title: string, run: (story: Story) => Promise<string>][] = [
  [
    'the merchant registers a webhook receiver',
    async (story) => {
      const { body } = await story.client.admin('POST', '/admin/webhooks', {
        json: { url: story.receiver.url, events: ['order.paid'] },
      });
      story.receiver.trust(body.secret);
      story.webhookId = body.id;
      story.salesBefore = await sales(story);
      story.stockBefore = (await stock(story)).available;
      return `${body.id}, signed by Standard Webhooks; ${story.stockBefore} ${SKU} in stock`;
    },
  ],
  [
    'a catalog file in Shopify’s CSV format is uploaded and imported',
    async ({ client }) => {
      const { body } = await client.admin('POST', '/admin/imports', {
        json: { kind: 'products', format: 'shopify-csv' },
      });
      const stored = await postForm(body.upload, await readFile(CATALOG), 'shopify-apparel.csv');
      client.note(`POST ${body.upload.url} (the file)`, String(stored));
      equal('the upload', stored, 201);
      const done = await until('the import is not done', async () => {
        const { body: now } = await client.admin('GET', `/admin/imports/${body.id}`);
        if (now.status === 'failed') throw new Error(`the import failed: ${now.reason}`);
        return now.status === 'done' ? now : undefined;
      });
      return `${done.rows.done} of ${done.rows.total} rows, ${done.rows.failed} refused; ${JSON.stringify(done.products)}`;
    },
  ],
  [
    'a picture is uploaded, made into files of every size, and shown by a product',
    async ({ client }) => {
      const { body } = await client.admin('POST', '/admin/media/uploads', { json: { alt: 'A mug on a table' } });
      const stored = await postForm(body.upload, await drawnPicture('mug'), 'mug.png');
      client.note(`POST ${body.upload.url} (the picture)`, String(stored));
      equal('the upload', stored, 201);
      await until('the picture is not ready', async () => {
        const { body: now } = await client.admin('GET', `/admin/media/${body.id}`);
        if (now.status === 'refused') throw new Error(`the picture was refused: ${now.refusal.message}`);
        return now.status === 'ready' ? now : undefined;
      });
      const { body: mug } = await client.call('GET', '/products/mug');
      await client.admin('PATCH', `/admin/products/${mug.id}`, { json: { media: [{ mediaId: body.id }] } });
      const shown = await until('the page does not show the picture', async () => {
        const { body: page } = await client.call('GET', '/products/mug');
        return page.media[0]?.mediaId === body.id ? page.media[0] : undefined;
      });
      const file = await fetch(shown.renditions[0].url);
      equal('the first rendition', file.headers.get('content-type'), 'image/avif');
      return `${shown.width}×${shown.height}, ${shown.renditions.length} files; the smallest has ${shown.renditions[0].bytes} bytes and may be cached for a year`;
    },
  ],
  [
    'the shopper lists products',
    async ({ client }) => {
      const { body, headers } = await client.call('GET', '/products?limit=5');
      equal('products on a page', body.items.length, 5);
      return `${body.items.map((item: { title: string }) => item.title).join(', ')}; ETag ${headers.get('etag')}`;
    },
  ],
  [
    'opens one',
    async ({ client }) => {
      const { body } = await client.call('GET', '/products/mug');
      const variant = body.variants.find((one: { sku: string }) => one.sku === SKU);
      return `${body.title}, ${variant.title}: ${variant.price.amount} ${variant.price.currency} minor units`;
    },
  ],
  [
    'searches',
    async ({ client }) => {
      const found = await until('search does not find the import', async () => {
        const { body } = await client.call('GET', '/search?q=leath%20jack');
        return body.items.some((item: { slug: string }) => item.slug === 'classic-leather-jacket') ? body : undefined;
      });
      return `"leath jack" finds ${found.items[0].title} (${found.total} in all)`;
    },
  ],
  [
    'fills a cart, sets contact and shipping',
    async (story) => {
      const { client } = story;
      const { body: cart } = await client.call('POST', '/carts', { json: { country: 'IE' }, expect: 201 });
      story.cart = cart.id;
      await client.call('PUT', `/carts/${cart.id}/lines/${SKU}`, { json: { quantity: QUANTITY } });
      await client.call('PUT', `/carts/${cart.id}/contact`, { json: buyer });
      const { body: options } = await client.call('GET', `/carts/${cart.id}/shipping-options`);
      const { body } = await client.call('PUT', `/carts/${cart.id}/shipping`, {
        json: { optionId: options.items[0].id },
      });
      equal('problems of the cart', body.problems.length, 0);
      return `total ${body.totals.total.amount} of it ${body.totals.tax.amount} tax, ${body.shipping.name}`;
    },
  ],
  [
    'checks out, and is declined',
    async (story) => {
      const { body } = await story.client.call('POST', `/carts/${story.cart}/checkout`, {
        json: { paymentMethod: 'test_declined' },
        expect: 201,
      });
      const { order, orderToken, payment } = body;
      story.order = { id: order.id, number: order.number, token: orderToken, total: order.totals.total.amount };
      equal('the payment', payment.status, 'failed');
      equal('the order', order.status, 'pending');
      const again = await story.client.call('POST', `/carts/${story.cart}/checkout`, { json: {}, expect: 200 });
      equal('checking out twice', again.body.order.id, order.id);
      return `order ${order.number} is placed and its stock held; payment ${payment.failure.code}; checkout again: the same order`;
    },
  ],
  [
    'pays with the test provider',
    async (story) => {
      const { id } = need(story.order);
      const { body } = await story.client.call('POST', `/orders/${id}/payment`, {
        json: { paymentMethod: 'test_approved' },
        ...mine(story),
      });
      return `payment ${body.payment.id} is ${body.payment.status}`;
    },
  ],
  [
    'the order becomes paid',
    async (story) => {
      const { id } = need(story.order);
      const order = await until('the order is not paid', async () => {
        const { body } = await story.client.call('GET', `/orders/${id}`, mine(story));
        return body.status === 'paid' ? body : undefined;
      });
      return order.history.map((entry: { what: string }) => entry.what).join(' → ');
    },
  ],
  [
    'the confirmation e-mail arrives',
    async (story) => {
      const { number } = need(story.order);
      const mail = await until('no e-mail came', async () => {
        const answer = await fetch(`${story.stack.mailbox}/store`);
        const { emails } = (await answer.json()) as { emails: Record<string, unknown>[] };
        story.client.note(`GET ${story.stack.mailbox}/store`, `${answer.status}, ${emails.length} e-mails`);
        return emails.find(({ subject }) => String(subject).endsWith(`Order ${number} is confirmed`));
      });
      const destination = mail['destination'] as { to: string[] };
      equal('the recipient', destination.to[0], buyer.email);
      return `“${String(mail['subject'])}” to ${destination.to[0]}`;
    },
  ],
  [
    'the merchant’s receiver gets order.paid and verifies its signature',
    async (story) => {
      const { id } = need(story.order);
      const fact = await until('no webhook came', async () =>
        story.receiver.received.find((one) => one.type === 'order.paid' && one.data['orderId'] === id),
      );
      await story.client.admin('DELETE', `/admin/webhooks/${story.webhookId}`);
      return `${fact.id}, verified with the standardwebhooks library`;
    },
  ],
  [
    'stock is lower by what was bought',
    async (story) => {
      const now = await until('stock is not claimed', async () => {
        const found = await stock(story);
        return found.held === 0 ? found : undefined;
      });
      equal('available', now.available, need(story.stockBefore) - QUANTITY);
      return `${story.stockBefore} → ${now.available} available, ${now.committed} committed`;
    },
  ],
  [
    'the day’s sales report shows the sale',
    async (story) => {
      const before = need(story.salesBefore);
      const after = await until('the report does not show it', async () => {
        const now = await sales(story);
        return now.orders > before.orders ? now : undefined;
      });
      equal('the day’s total', after.total, before.total + need(story.order).total);
      return `${before.orders} → ${after.orders} orders, ${before.total} → ${after.total}`;
    },
  ],
  [
    'the merchant changes a price and the page shows it',
    async ({ client }) => {
      const { body: page } = await client.call('GET', '/products/mug');
      const variant = page.variants.find((one: { sku: string }) => one.sku === SKU);
      const { body: product } = await client.admin('GET', `/admin/products/${page.id}`);
      for (const amount of [variant.price.amount + 100, variant.price.amount]) {
        await client.admin('PATCH', `/admin/products/${product.id}`, {
          json: { variants: [{ id: variant.id, price: { amount, currency: variant.price.currency } }] },
        });
        await until('the page shows another price', async () => {
          const { body } = await client.call('GET', '/products/mug');
          return (
            body.variants.find((one: { id: string }) => one.id === variant.id).price.amount === amount || undefined
          );
        });
      }
      return `${variant.price.amount} → ${variant.price.amount + 100} → ${variant.price.amount}, each seen on the page`;
    },
  ],
  [
    'an article about it is published ahead, and the home page changes at that second',
    async ({ client }) => {
      const { body: page } = await client.call('GET', '/products/mug');
      const blocks = [
        { type: 'text', markdown: `Bought a moment ago: **${page.title}**.` },
        { type: 'product', productId: page.id },
      ];
      const title = `Sold ${newId('demo').slice(-6).toLowerCase()}`;
      const { body: entry } = await client.admin('POST', '/admin/content/entries', { json: { title, blocks } });
      const from = Math.floor(nowMs() / 1000) * 1000 + 5000;
      await client.admin('POST', `/admin/content/entries/${entry.id}/publish`, { json: { from: isoTime(from) } });
      const isHome = async (): Promise<boolean> => {
        const { body } = await client.call('GET', '/content/home');
        const items: { id: string }[] = body.slots.flatMap((slot: { items: { id: string }[] }) => slot.items);
        return items.some(({ id }) => id === entry.id);
      };
      const seen = await until('the home page does not have it', async () => {
        const asked = nowMs();
        const found = await isHome();
        if (found && nowMs() < from) throw new Error('the home page has it before its second');
        if (!found && asked >= from) throw new Error('the home page does not have it at its second');
        return found ? nowMs() - from : undefined;
      });
      const { body: article } = await client.call('GET', `/content/entries/${entry.slug}`);
      const product = article.blocks.find(({ type }: { type: string }) => type === 'product')?.product;
      equal('the product in the article', product?.id, page.id);
      return `“${title}” ${isoTime(from)}, first seen ${seen} ms after it; it shows the mug at ${product.priceRange.min.amount}`;
    },
  ],
];
