import { expect, test } from 'vitest';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { createApiKey } from '../../public.ts';
import * as createRoute from './create-api-key.ts';
import * as listRoute from './list-api-keys.ts';
import * as revokeRoute from './revoke-api-key.ts';

const admin = (await createApiKey({ name: 'test administrator', scopes: ['admin'] })).secret;
const create = (body: unknown, token = admin) => invokeHttp(createRoute, { body, token });

test('a new key is shown once and works at once, for its scopes alone', async () => {
  const made = await create({ name: ' Warehouse ', scopes: ['inventory'] });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ name: 'Warehouse', scopes: ['inventory'], revokedAt: null });
  expect(made.body.secret).toMatch(/^fgk_[A-Za-z0-9_-]{43}$/);
  expect(made.headers['location']).toBe(`/api/v1/admin/api-keys/${made.body.id}`);
  const refused = await invokeHttp(listRoute, { token: made.body.secret });
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
});

test('the list goes on page by page, newest first, and holds no secret nor its hash', async () => {
  const ids: string[] = [];
  for (const name of ['one', 'two', 'three']) {
    const made = await create({ name, scopes: ['orders', 'reports'] });
    ids.unshift(made.body.id);
  }
  const first = await invokeHttp(listRoute, { token: admin, query: { limit: 2 } });
  const second = await invokeHttp(listRoute, { token: admin, query: { limit: 1, cursor: first.body.nextCursor } });
  const shown = [...first.body.items, ...second.body.items];
  expect(shown.map((one) => one.id)).toEqual(ids);
  expect(Object.keys(shown[0]).sort()).toEqual(['createdAt', 'id', 'name', 'revokedAt', 'scopes']);
  expect(first.text).not.toMatch(/fgk_|hash|key#/);
});

test('a revoked key is refused once it is forgotten, stays in the list, and can be revoked again', async () => {
  const { body: made } = await create({ name: 'to go', scopes: ['admin'] });
  const revoke = () => invokeHttp(revokeRoute, { params: { id: made.id }, token: admin });
  expect((await revoke()).status).toBe(204);
  const listed = await invokeHttp(listRoute, { token: admin, query: { limit: 1 } });
  const { revokedAt } = listed.body.items[0];
  expect(revokedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect((await revoke()).status).toBe(204);
  expect((await invokeHttp(listRoute, { token: admin, query: { limit: 1 } })).body.items[0].revokedAt).toBe(revokedAt);
  expect((await invokeHttp(listRoute, { token: made.secret })).status).toBe(401);
});

test.each([
  [{ name: 'x', scopes: [] }, 'scopes'],
  [{ name: 'x', scopes: ['root'] }, 'scopes.0'],
  [{ name: 'x', scopes: ['orders', 'orders'] }, 'scopes'],
  [{ name: '  ', scopes: ['orders'] }, 'name'],
  [{ name: 'x', scopes: ['orders'], secret: 'fgk_mine' }, ''],
])('%j is refused at %s', async (body, path) => {
  const answer = await create(body);
  expect([answer.status, answer.body.code, answer.body.errors[0].path]).toEqual([400, 'invalid-request', path]);
});

test('a key that does not exist cannot be revoked, and an id of a wrong form is not looked for', async () => {
  const revoke = (id: string) => invokeHttp(revokeRoute, { params: { id }, token: admin });
  expect((await revoke('key_01JZZZZZZZZZZZZZZZZZZZZZZZ')).status).toBe(404);
  expect((await revoke('fgk_something')).status).toBe(404);
});
