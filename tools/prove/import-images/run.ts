import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { client, tableName, tableOf } from '#lib/table.ts';
import type { Outside, Seen } from './outside.ts';
import type { Planned } from './plan.ts';

/** The shop that a plan is imported into. */
export interface Shop {
  readonly api: string;
  readonly adminKey: string;
}
interface Import {
  readonly id: string;
  readonly status: string;
  readonly products: Readonly<Record<'created' | 'changed' | 'unchanged', number>>;
  readonly images: { readonly total: number; readonly ready: number; readonly failed: number };
  readonly errorsUrl: string | null;
  readonly upload: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
}

/** What was found, and what is wrong with it. */
export interface Found {
  readonly images: Import['images'];
  readonly requests: number;
  readonly mostAtOnce: number;
  readonly mostASecond: number;
  readonly seconds: number;
  readonly faults: readonly string[];
}

const A_PRODUCT = 5;
/** A file of products with five addresses each; the last one of each names the first of the one before again. */
export const fileOf = (word: string, planned: readonly Planned[]): string => {
  const rows = ['Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src'];
  for (let from = 0; from < planned.length; from += A_PRODUCT) {
    const handle = `${word}-${from}`;
    const before = from === 0 ? [] : [planned[from - A_PRODUCT] as Planned];
    for (const [index, { url }] of [...planned.slice(from, from + A_PRODUCT), ...before].entries())
      rows.push(
        index === 0 ? `${handle},${handle},Title,Default Title,${handle},1.00,${url}` : `${handle},,,,,,${url}`,
      );
  }
  return `${rows.join('\n')}\n`;
};

const POLL_MS = 250;

/** Imports a plan twice, and judges what became of it by what the outside saw and the API answers. */
export const importTwice = async (
  shop: Shop,
  outside: Outside,
  planned: readonly Planned[],
  word: string,
  tell: (line: string) => void = () => {},
): Promise<Found> => {
  const began = performance.now();
  const file = fileOf(word, planned);
  const first = await imported(shop, file, tell);
  const seconds = Math.round((performance.now() - began) / 1000);
  const faults = [
    ...(await endsOf(shop, planned, first)),
    ...asksOf(planned, outside.seen),
    ...hostsOf(outside.seen),
    ...errorsOf(planned, file, first.errorsUrl === null ? '' : await (await fetch(first.errorsUrl)).text()),
  ];
  const requests = sumOf([...outside.seen.asked.values()]);
  const before = await digest();
  const again = await imported(shop, file, tell);
  const after = await digest();
  if (sumOf([...outside.seen.asked.values()]) !== requests) faults.push('the same file again: something was asked for');
  if (before !== after) faults.push('the same file again: products or media were written');
  if (again.products.unchanged !== Math.ceil(planned.length / A_PRODUCT))
    faults.push(`the same file again: ${JSON.stringify(again.products)}`);
  if (JSON.stringify(again.images) !== JSON.stringify(first.images))
    faults.push(`the same file again: ${JSON.stringify(again.images)} and before ${JSON.stringify(first.images)}`);
  const hosts = [...outside.seen.hosts.values()];
  const mostAtOnce = Math.max(...hosts.map(({ most }) => most));
  const mostASecond = Math.max(...hosts.map(({ began: at }) => inASecond(at)));
  return { images: first.images, requests, mostAtOnce, mostASecond, seconds, faults };
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const ask = async <T>({ api, adminKey }: Shop, path: string, body?: object): Promise<T> => {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const answer = await fetch(`${api}${path}`, { headers, ...init });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
};

/** Imports a file, and waits until each of its pictures is ready or failed. */
const imported = async (shop: Shop, file: string, tell: (line: string) => void): Promise<Import> => {
  const { id, upload } = await ask<Import>(shop, '/admin/imports', { kind: 'products', format: 'shopify-csv' });
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', new Blob([file]), 'images.csv');
  await fetch(upload.url, { method: 'POST', body: form });
  let told = '';
  for (;;) {
    const one = await ask<Import>(shop, `/admin/imports/${id}`);
    const { total, ready, failed } = one.images;
    const line = `${one.status}: ${ready} ready, ${failed} failed of ${total}`;
    if (line !== told) tell(line);
    told = line;
    if (one.status === 'failed') throw new Error('the import failed');
    if (one.status === 'done' && ready + failed === total) return one;
    await wait(POLL_MS);
  }
};

interface Medium {
  readonly source: string | null;
  readonly status: string;
  readonly refusal: { readonly code: string } | null;
}
/** Each address has one medium, and ended as it had to. */
const endsOf = async (shop: Shop, planned: readonly Planned[], { images }: Import): Promise<string[]> => {
  const ends = new Map<string, string[]>();
  for (let cursor: string | null = '', more = true; more; more = cursor !== null) {
    type Page = { readonly items: readonly Medium[]; readonly nextCursor: string | null };
    const page: Page = await ask(
      shop,
      `/admin/media?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    for (const { source, status, refusal } of page.items)
      if (source !== null) ends.set(source, [...(ends.get(source) ?? []), refusal?.code ?? status]);
    cursor = page.nextCursor;
  }
  const named = [...planned, ...planned.filter((_, n) => n % A_PRODUCT === 0 && n + A_PRODUCT < planned.length)];
  const ready = named.filter(({ end }) => end === 'ready').length;
  const wanted = { total: named.length, ready, failed: named.length - ready };
  return [
    ...planned.flatMap(({ url, end }) => {
      const found = (ends.get(url) ?? ['no medium']).join(' and ');
      return found === end ? [] : [`${url} ended as ${found}, not ${end}`];
    }),
    ...(JSON.stringify(images) === JSON.stringify(wanted)
      ? []
      : [`the import counts ${JSON.stringify(images)}, and not ${JSON.stringify(wanted)}`]),
  ];
};

/** Each address was asked for as often as it had to be. */
const asksOf = (planned: readonly Planned[], { asked }: Seen): string[] => {
  const wanted = new Map(planned.map(({ url, asked: times }) => [url, times]));
  const wrong = planned.filter(({ url, asked: times }) => (asked.get(url) ?? 0) !== times);
  const others = [...asked].filter(([url, times]) => !wanted.has(url) && times > 1);
  return [
    ...wrong.map(({ url, asked: times }) => `${url} was asked for ${asked.get(url) ?? 0} times, not ${times}`),
    ...others.map(([url, times]) => `${url}, where another leads, was asked for ${times} times`),
  ];
};

const inASecond = (began: readonly number[]): number =>
  Math.max(...began.map((from) => began.filter((at) => at >= from && at < from + 1000).length));

/** No host had more than two connections at once, nor more than five new ones within any second. */
const hostsOf = ({ hosts }: Seen): string[] =>
  [...hosts].flatMap(([host, { most, began }]) => {
    const fast = inASecond(began);
    return [
      ...(most > 2 ? [`${host} had ${most} connections at once`] : []),
      ...(fast > 5 ? [`${host} was asked ${fast} times within a second`] : []),
    ];
  });

/** Each address that had to fail stands in the file of errors, with its line and its reason. */
const errorsOf = (planned: readonly Planned[], file: string, errors: string): string[] => {
  const ends = new Map(planned.map(({ url, end }) => [url, end]));
  const wanted = file
    .split('\n')
    .flatMap((row, index) => {
      const end = ends.get(row.split(',').at(-1) ?? '') ?? 'ready';
      return end === 'ready' ? [] : [`${index + 1} ${end}`];
    })
    .sort();
  const found = errors
    .split('\r\n')
    .slice(1)
    .filter(Boolean)
    .map((row) => `${row.split(',')[0]} ${row.split(',')[2]}`)
    .sort();
  const missing = wanted.filter((one) => !found.includes(one));
  return [
    ...missing.slice(0, 5).map((one) => `the file of errors has no line "${one}"`),
    ...(found.length === wanted.length ? [] : [`the file of errors has ${found.length} lines, not ${wanted.length}`]),
  ];
};

/** One text for all that is stored of media, and of products but their documents. */
const digest = async (): Promise<string> => {
  const lines: string[] = [];
  for (const [module, keep] of [
    ['media', () => true],
    ['catalog', (type: unknown) => ['product', 'price', 'slug', 'sku'].includes(String(type))],
  ] as const) {
    let after: Record<string, unknown> | undefined;
    do {
      const asked = { TableName: tableName(tableOf(module)), ConsistentRead: true };
      const page = await client().send(new ScanCommand({ ...asked, ...(after && { ExclusiveStartKey: after }) }));
      for (const item of page.Items ?? []) if (keep(item['type'])) lines.push(JSON.stringify(sorted(item)));
      after = page.LastEvaluatedKey;
    } while (after);
  }
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
};
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).sort().map(([key, inner]) => [key, sorted(inner)])) // biome-ignore format: one line
      : value;
