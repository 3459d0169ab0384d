import { describe, expect, it } from 'vitest';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { factsOf } from '../../../../test/support/shop.ts';
import { chunksIn, csv, look, putFile, row, startImport, tell, token, unique, work } from '../../fixtures/importing.ts';
import { table } from '../../imports-table.ts';
import * as cancelImport from './cancel-import.ts';
import * as createImport from './create-import.ts';
import * as getImport from './get-import.ts';
import * as listImports from './list-imports.ts';

const products = { kind: 'products', format: 'shopify-csv' };

describe('starting an import', () => {
  it('answers the import and a form that uploads its one file, bounded in size and time', async () => {
    const { status, body, headers } = await invokeHttp(createImport, { token: await token(), body: products });
    expect(status).toBe(201);
    expect(headers['location']).toBe(`/api/v1/admin/imports/${body.id}`);
    expect(body).toMatchObject({
      kind: 'products',
      format: 'shopify-csv',
      dryRun: false,
      trackInventory: null,
      duplicateSkus: null,
      status: 'waiting',
      reason: null,
      rows: { total: 0, done: 0, failed: 0, warnings: 0 },
      products: { created: 0, changed: 0, unchanged: 0 },
      errorsUrl: null,
      warningsUrl: null,
    });
    expect(body.id).toMatch(/^imp_[0-9A-Z]{26}$/);
    expect(body.upload.url).toContain('floodgate-test-bulk-imports');
    expect(body.upload.fields.key).toBe(`products/${body.id}.csv`);
    const policy = JSON.parse(Buffer.from(body.upload.fields.policy, 'base64').toString('utf8'));
    expect(policy.conditions).toContainEqual(['content-length-range', 0, 104_857_600]);
    expect(Date.parse(policy.expiration) - Date.parse(body.createdAt)).toBeGreaterThan(3_590_000);
    expect(Date.parse(policy.expiration) - Date.parse(body.createdAt)).toBeLessThan(3_610_000);
  });

  it('answers a form that S3 takes for this key and no other', async () => {
    const { body } = await invokeHttp(createImport, { token: await token(), body: products });
    const post = async (change: object) => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...body.upload.fields, ...change }))
        form.append(name, String(value));
      form.append('file', new Blob([csv(row('mug'))]), 'catalog.csv');
      return (await fetch(body.upload.url, { method: 'POST', body: form })).status;
    };
    expect(await post({})).toBe(201);
    expect(await post({ key: 'products/imp_01J00000000000000000000000.csv' })).toBe(403);
  });

  it('is one import for one idempotency key', async () => {
    const request = { token: await token(), body: products, headers: { 'idempotency-key': unique('key') } };
    const first = await invokeHttp(createImport, request);
    const second = await invokeHttp(createImport, request);
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers['idempotent-replayed']).toBe('true');
    const other = await invokeHttp(createImport, { ...request, body: { ...products, dryRun: true } });
    expect(other.status).toBe(422);
  });

  it.each([
    [{}, 400],
    [{ ...products, kind: 'orders' }, 400],
    [{ ...products, format: 'xlsx' }, 400],
    [{ ...products, trackInventory: 'some' }, 400],
    [{ ...products, duplicateSkus: 'keep' }, 400],
    [{ ...products, url: 'http://example.com' }, 400],
  ])('refuses %j', async (body, status) => {
    expect((await invokeHttp(createImport, { token: await token(), body })).status).toBe(status);
  });

  it('is for staff with the scope', async () => {
    expect((await invokeHttp(createImport, { body: products })).status).toBe(401);
  });
});

describe('looking at imports', () => {
  it('lists them with the newest first, page by page', async () => {
    const ids = [await startImport(), await startImport(), await startImport()];
    const first = await invokeHttp(listImports, { token: await token(), query: { limit: 2 } });
    expect(first.status).toBe(200);
    const shown: string[] = first.body.items.map(({ id }: { id: string }) => id);
    expect(shown.length).toBe(2);
    expect(shown.toSorted().toReversed()).toEqual(shown);
    const all: string[] = [];
    for (let cursor: string | null = null, page = 0; page < 50; page += 1) {
      const { body } = await invokeHttp(listImports, {
        token: await token(),
        query: { limit: 100, ...(cursor ? { cursor } : {}) },
      });
      all.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
      if (!cursor) break;
    }
    expect(all).toEqual(expect.arrayContaining(ids));
    expect(new Set(all).size).toBe(all.length);
  });

  it('answers 404 for what is not there or no id', async () => {
    const asked = async (id: string) => (await invokeHttp(getImport, { params: { id }, token: await token() })).status;
    expect(await asked('imp_01J00000000000000000000000')).toBe(404);
    expect(await asked('nothing')).toBe(404);
  });
});

describe('cancelling an import', () => {
  const cancel = async (id: string) => invokeHttp(cancelImport, { params: { id }, token: await token() });

  it('keeps its file from being read', async () => {
    const id = await startImport();
    expect((await cancel(id)).body.status).toBe('cancelled');
    await putFile(id, csv(row(unique('mug'))));
    expect(await tell(id)).toBe(0);
    expect(await chunksIn(id)).toEqual([]);
    expect((await look(id)).status).toBe('cancelled');
  });

  it('leaves what is in, works no further chunk and tells it once', async () => {
    const id = await startImport();
    await putFile(id, csv(...Array.from({ length: 20 }, () => row(unique('mug')))));
    await tell(id);
    const chunks = await chunksIn(id);
    await work(chunks.slice(0, 1));
    expect((await look(id)).rows).toEqual({ total: 20, done: 8, failed: 0, warnings: 0 });
    const { body, status } = await cancel(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'cancelled', rows: { total: 20, done: 8, failed: 0, warnings: 0 } });
    expect(await work(chunks)).toBe(0);
    expect(await look(id)).toMatchObject({ status: 'cancelled', products: { created: 8, changed: 0, unchanged: 0 } });
    expect((await cancel(id)).status).toBe(200);
    const facts = await factsOf(table, id);
    expect(facts.map(({ type, data }) => [type, (data as { status: string }).status])).toEqual([
      ['import.finished', 'cancelled'],
    ]);
  });

  it('is refused when the import has ended', async () => {
    const id = await startImport();
    await putFile(id, csv(row(unique('mug'))));
    await tell(id);
    await work(await chunksIn(id));
    const { status, body } = await cancel(id);
    expect([status, body.code]).toEqual([409, 'import-over']);
  });
});
