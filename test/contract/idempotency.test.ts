import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { allRoutes, keyWith } from './routes.ts';

let admin: string;
beforeAll(async () => {
  admin = await keyWith('admin');
});

const routes = (await allRoutes()).filter(({ contract }) => contract.idempotent);

describe('Idempotency-Key', () => {
  test('is honoured by some routes', () => {
    expect(routes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['POST /admin/imports', 'POST /admin/products']),
    );
  });

  test.each(routes.map((route) => [route.name, route] as const))(
    '%s: the same body gets the same answer',
    async (_, route) => {
      const request = { token: admin, headers: { 'idempotency-key': randomUUID() }, body: route.sample.body ?? {} };
      const first = await route.call(request);
      const again = await route.call(request);
      expect(again.status).toBe(first.status);
      expect(first.headers['idempotent-replayed']).toBeUndefined();
      if (first.status >= 300) return expect(again.headers['idempotent-replayed']).toBeUndefined();
      expect(again.headers['idempotent-replayed']).toBe('true');
      expect(again.body).toEqual(first.body);
      const other = await route.call({
        ...request,
        body: `${JSON.stringify(request.body)} `,
        headers: { ...request.headers, 'content-type': 'application/json' },
      });
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    },
  );
});
