import createClient from 'openapi-fetch';
import type { paths, webhooks } from './schema.ts';

/** An administrator's day: a product, its stock, a promotion; an order shipped and refunded; a webhook; the report. */
export const work = async (baseUrl: string, key: string): Promise<number> => {
  const staff = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key}` } });
  const { data: product } = await staff.POST('/admin/products', {
    body: { title: 'Mug', variants: [{ sku: 'MUG-1', price: { amount: 1200, currency: 'EUR' } }] },
  });
  await staff.PATCH('/admin/products/{id}', {
    params: { path: { id: product?.id ?? '' } },
    body: { status: 'active' },
  });
  await staff.PUT('/admin/stock/{sku}', { params: { path: { sku: 'MUG-1' } }, body: { available: 20 } });
  await staff.POST('/admin/stock/{sku}/adjustments', {
    params: { path: { sku: 'MUG-1' }, header: { 'Idempotency-Key': 'count-1' } },
    body: { delta: -1, reason: 'broken' },
  });
  const { data: orders } = await staff.GET('/admin/orders', { params: { query: { status: 'paid', limit: 50 } } });
  for (const { id, lines } of orders?.items ?? []) {
    const lineId = lines[0]?.id ?? '';
    await staff.POST('/admin/orders/{id}/fulfilments', { params: { path: { id } }, body: {} });
    const { data: refund } = await staff.POST('/admin/orders/{id}/refunds', {
      params: { path: { id } },
      body: { lines: [{ lineId, quantity: 1, restock: true }], reason: 'damaged' },
    });
    if (refund?.status === 'failed') break;
  }
  const { data: hook } = await staff.POST('/admin/webhooks', {
    body: { url: 'https://example.org/hooks', events: ['order.paid'] },
  });
  if (hook) await staff.POST('/admin/webhooks/{id}/test', { params: { path: { id: hook.id } } });
  const { data: report } = await staff.GET('/admin/reports/daily/{date}', { params: { path: { date: '2026-11-30' } } });
  return report?.sales[0]?.orders ?? 0;
};

/** What a receiver of a webhook reads. */
export const paidTotal = (body: webhooks['order.paid']['post']['requestBody']['content']['application/json']): number =>
  body.data.totals.total.amount;
