import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { get as get_, tableOf } from '#lib/table.ts';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { createApiKey } from '../../../users/public.ts';
import { addEndpoint } from '../../endpoints-table.ts';
import { faultOfUrl } from '../../sending/receiver-address.ts';
import * as create from './create-webhook.ts';
import * as remove from './delete-webhook.ts';
import * as get from './get-webhook.ts';
import * as log from './list-deliveries.ts';
import * as list from './list-webhooks.ts';
import * as change from './update-webhook.ts';

const token = (await createApiKey({ name: 'integrator', scopes: ['webhooks'] })).secret;
const body = { url: 'https://shop.example/hooks', events: ['order.paid'], description: 'ERP' };
const made = async () => (await invokeHttp(create, { token, body })).body;
const params = (id: string) => ({ id });

test('a webhook shows its secret once, and never again', async () => {
  const answer = await invokeHttp(create, { token, body });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({ ...body, disabled: false, version: 1 });
  expect(answer.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const { secret, ...shown } = answer.body;
  const read = await invokeHttp(get, { token, params: params(answer.body.id) });
  expect([read.body, read.headers['etag']]).toEqual([shown, '"1"']);
  const listed = await invokeHttp(list, { token, query: { limit: 100 } });
  expect(listed.body.items[0]).toEqual(shown);
  expect(read.text + listed.text).not.toContain(secret);
  expect(read.text + listed.text).not.toContain('whsec_');
  await invokeHttp(remove, { token, params: params(answer.body.id) });
});

test('a change changes what it names, counts the version and honours If-Match', async () => {
  const { id } = await made();
  const patch = (more: object, headers = {}) => invokeHttp(change, { token, params: params(id), body: more, headers });
  expect((await patch({ disabled: true }, { 'if-match': '"1"' })).body).toMatchObject({
    ...body,
    disabled: true,
    version: 2,
  });
  expect((await patch({ description: 'late' }, { 'if-match': '"1"' })).status).toBe(412);
  expect((await patch({ events: ['order.placed'] })).body).toMatchObject({
    events: ['order.placed'],
    description: 'ERP',
    version: 3,
  });
  await invokeHttp(remove, { token, params: params(id) });
});

test('a webhook that is gone is gone for every route', async () => {
  const { id } = await made();
  expect((await invokeHttp(remove, { token, params: params(id) })).status).toBe(204);
  for (const [route, more] of [
    [remove, {}],
    [get, {}],
    [log, {}],
    [change, { body: { disabled: true } }],
  ] as const) {
    expect((await invokeHttp(route, { token, params: params(id), ...more })).status).toBe(404);
  }
});

test.each([
  [{ ...body, url: 'ftp://shop.example' }, 'url'],
  [{ ...body, url: 'https://user:pass@shop.example/' }, 'url'],
  [{ ...body, url: 'nonsense' }, 'url'],
  [{ ...body, events: [] }, 'events'],
  [{ ...body, events: ['order.sold'] }, 'events.0'],
  [{ ...body, events: ['order.paid', 'order.paid'] }, 'events'],
  [{ ...body, secret: 'whsec_mine' }, ''],
  [{ events: ['*'] }, 'url'],
])('%j is refused at %s', async (input, path) => {
  const answer = await invokeHttp(create, { token, body: input });
  expect([answer.status, answer.body.code, answer.body.errors[0].path]).toEqual([400, 'invalid-request', path]);
});

test('a shop has so many webhooks and no more, and one that goes makes room', async () => {
  const kept = await made();
  const count = Number(
    (await get_({ table: tableOf('webhooks'), key: { pk: 'endpoint-count', sk: 'count' } }))?.['count'],
  );
  expect(count).toBeGreaterThanOrEqual(1);
  const { secret: _shown, ...endpoint } = { ...kept, id: newId('whk') };
  const added = { endpoint, secrets: [{ secret: kept.secret, until: null }] };
  await expect(addEndpoint(added, 1)).rejects.toMatchObject({ status: 422, code: 'too-many-webhooks' });
  expect((await invokeHttp(get, { token, params: params(endpoint.id) })).status).toBe(404);
  await addEndpoint(added);
  for (const { id } of [kept, endpoint]) await invokeHttp(remove, { token, params: params(id) });
});

test('a key without the scope is refused', async () => {
  const other = (await createApiKey({ name: 'clerk', scopes: ['orders'] })).secret;
  expect((await invokeHttp(list, { token: other })).status).toBe(403);
  expect((await invokeHttp(list, {})).status).toBe(401);
});

test('the addresses of these tests would be allowed in a deployed stage', () => {
  expect(faultOfUrl(body.url, false)).toBeUndefined();
});
