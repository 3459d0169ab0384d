import { expect, test } from 'vitest';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { createApiKey } from '../../public.ts';
import * as createRoute from './create-api-key.ts';
import * as listRoute from './list-api-keys.ts';
import * as revokeRoute from './revoke-api-key.ts';

const admin = (await createApiKey({ name: 'test administrator', scopes: ['admin'] })).secret;
const create = (body: unknown, token = admin) => invokeHttp(createRoute, { body, token });

/** Every key that there is, those of other tests among them, by pages of two. */
const allPages = async () => {
  const shown: { id: string; revokedAt: string | null }[] = [];
  let [text, cursor]: [string, string | undefined] = ['', undefined];
  do {
    const page = await invokeHttp(listRoute, { token: admin, query: { limit: 2, ...(cursor ? { cursor } : {}) } });
    shown.push(...page.body.items);
    text += page.text;
    cursor = page.body.nextCursor ?? undefined;
  } while (cursor);
  return { shown, text };
};

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
  const { shown, text } = await allPages();
  const listed = shown.map(({ id }) => id);
  expect(listed).toEqual(listed.toSorted().reverse());
  expect(listed.filter((id) => ids.includes(id))).toEqual(ids);
  expect(Object.keys(shown[0] ?? {}).sort()).toEqual(['createdAt', 'id', 'name', 'revokedAt', 'scopes']);
  expect(text).not.toMatch(/fgk_|hash|key#/);
});

test('a revoked key is refused once it is forgotten, stays in the list, and can be revoked again', async () => {
  const { body: made } = await create({ name: 'to go', scopes: ['admin'] });
  const revoke = () => invokeHttp(revokeRoute, { params: { id: made.id }, token: admin });
  expect((await revoke()).status).toBe(204);
  const revokedAt = async () => (await allPages()).shown.find(({ id }) => id === made.id)?.revokedAt;
  const first = await revokedAt();
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect((await revoke()).status).toBe(204);
  expect(await revokedAt()).toBe(first);
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
