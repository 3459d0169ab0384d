import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, test } from 'vitest';
import * as getOpenapi from '../../functions/platform/http/get-openapi.ts';
import { invokeHttp } from '../support/invoke.ts';
import { allRoutes } from './routes.ts';
import type { Any } from './templates.ts';

let document: Any;
beforeAll(async () => {
  const answer = await invokeHttp(getOpenapi);
  expect(answer.status).toBe(200);
  document = answer.body;
});

const operations = (): [string, Any][] =>
  Object.entries<Any>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Any>(methods).map(([method, operation]): [string, Any] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );

/** The routes that design/api.md promises, for the modules there are: a route may be added, none may leave or move. */
const promised = `
GET /health public
GET /openapi.json public
GET /docs public
GET /shop public
GET /products public
GET /products/{slug} public
GET /collections public
GET /collections/{slug} public
GET /search public
GET /search/suggest public
POST /carts public
GET /carts/{id} holder
PUT /carts/{id}/lines/{sku} holder
PUT /carts/{id}/contact holder
GET /carts/{id}/shipping-options holder
PUT /carts/{id}/shipping holder
POST /carts/{id}/checkout holder
GET /orders/{id} owner
POST /orders/{id}/cancel owner
POST /orders/{id}/payment owner
POST /orders/{id}/payment/sync owner
POST /payments/webhooks/{provider} provider
POST /admin/products staff:catalog
GET /admin/products staff:catalog
GET /admin/products/{id} staff:catalog
PATCH /admin/products/{id} staff:catalog
DELETE /admin/products/{id} staff:catalog
POST /admin/collections staff:catalog
GET /admin/collections staff:catalog
GET /admin/collections/{id} staff:catalog
PATCH /admin/collections/{id} staff:catalog
DELETE /admin/collections/{id} staff:catalog
GET /admin/stock staff:inventory
GET /admin/stock/{sku} staff:inventory
PUT /admin/stock/{sku} staff:inventory
POST /admin/stock/{sku}/adjustments staff:inventory
GET /admin/stock/{sku}/movements staff:inventory
GET /admin/orders staff:orders
GET /admin/orders/{id} staff:orders
POST /admin/orders/{id}/token staff:orders
POST /admin/imports staff:bulk
GET /admin/imports staff:bulk
GET /admin/imports/{id} staff:bulk
POST /admin/imports/{id}/cancel staff:bulk
POST /admin/webhooks staff:webhooks
GET /admin/webhooks staff:webhooks
GET /admin/webhooks/{id} staff:webhooks
PATCH /admin/webhooks/{id} staff:webhooks
DELETE /admin/webhooks/{id} staff:webhooks
POST /admin/webhooks/{id}/rotate-secret staff:webhooks
POST /admin/webhooks/{id}/test staff:webhooks
GET /admin/webhooks/{id}/deliveries staff:webhooks
POST /admin/webhooks/{id}/deliveries/{deliveryId}/redeliver staff:webhooks
GET /admin/notifications staff:notifications
POST /admin/notifications/{id}/resend staff:notifications
GET /admin/reports/sales staff:reports
GET /admin/reports/daily/{date} staff:reports
GET /admin/events staff:platform
GET /admin/dead-letters staff:platform
POST /admin/dead-letters/{queue}/redrive staff:platform
POST /admin/api-keys admin
GET /admin/api-keys admin
DELETE /admin/api-keys/{id} admin
`
  .trim()
  .split('\n');

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  test('has every route that is not hidden, and no other', async () => {
    const shown = (await allRoutes()).filter(({ contract }) => !contract.hidden).map(({ name }) => name);
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual(shown.sort());
  });

  test('keeps what the API promises, under the same access', () => {
    const found = operations().map(([name, operation]) => `${name} ${operation['x-access']}`);
    expect(promised.filter((route) => !found.includes(route))).toEqual([]);
  });

  test('names each operation by its file, once', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('get-order');
  });

  test('refers to schemas that it has, and has none that nothing refers to', () => {
    const text = JSON.stringify(document);
    const used = new Set([...text.matchAll(/#\/components\/schemas\/([^"]+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  test('tells what each caller must bring', () => {
    const of = (name: string) => operations().find(([one]) => one === name)?.[1];
    expect(of('GET /orders/{id}').security).toEqual([{ orderToken: [] }]);
    expect(of('GET /admin/stock').security).toEqual([{ bearer: ['inventory'] }]);
    expect(of('GET /products').security).toEqual([]);
    expect(Object.keys(of('GET /admin/stock').responses)).toEqual(expect.arrayContaining(['200', '401', '403']));
    expect(of('POST /admin/imports').parameters[0].name).toBe('Idempotency-Key');
  });

  test('describes bodies that refuse unknown fields and answers that may grow', () => {
    const cart = operations().find(([name]) => name === 'POST /carts')?.[1];
    const body = cart.requestBody.content['application/json'];
    const schema = body.schema.$ref ? document.components.schemas[body.schema.$ref.split('/').at(-1)] : body.schema;
    expect(schema.additionalProperties).toBe(false);
    expect(body.example.lines).toEqual([{ sku: 'MUG-BLUE', quantity: 2 }]);
    expect(JSON.stringify(cart.responses['201'])).not.toContain('additionalProperties');
  });

  test('has an ETag, and 304 for who has it', async () => {
    const { headers } = await invokeHttp(getOpenapi);
    const again = await invokeHttp(getOpenapi, { headers: { 'if-none-match': headers['etag'] ?? '' } });
    expect(again).toMatchObject({ status: 304, text: '' });
  });
});
