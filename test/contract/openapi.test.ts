import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { testMethods } from '../../functions/billing/payment/payment-input.ts';
import * as getOpenapi from '../../functions/platform/http/get-openapi.ts';
import { eventTypes } from '../../functions/webhooks/event-types.ts';
import { loadStack } from '../../stack/load.js';
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

const CLIENT = join(import.meta.dirname, 'openapi-client');

/** Compiles the programs in openapi-client/ with these types of the document; answers what the compiler says. */
const typeErrors = (types: string): string[] => {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const generated = join(CLIENT, 'schema.ts');
  const [exists, read] = [host.fileExists, host.readFile];
  host.fileExists = (file) => file === generated || exists(file);
  host.readFile = (file) => (file === generated ? types : read(file));
  const source = host.getSourceFile;
  host.getSourceFile = (file, version, ...more) =>
    file === generated ? ts.createSourceFile(file, types, version) : source(file, version, ...more);
  const programs = ['purchase.ts', 'administrator.ts'].map((file) => join(CLIENT, file));
  const program = ts.createProgram(programs, options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
};

/** Lists fields and parameters without a description; examples are values, and not looked into. */
const undescribed = (value: Any, path = ''): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const bare = Object.entries<Any>(value.properties ?? {})
    .filter(([, field]) => !field.description)
    .map(([name]) => `${path}.properties.${name}`.slice(1));
  const parameters = (value.parameters ?? [])
    .filter((one: Any) => !one.description)
    .map((one: Any) => `${path} ?${one.name}`.slice(1));
  const inner = Object.entries<Any>(value).flatMap(([name, one]) =>
    name.startsWith('example') ? [] : undescribed(one, `${path}.${name}`),
  );
  return [...bare, ...parameters, ...inner];
};

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
PATCH /carts/{id} holder
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

  test('keeps the name of each operation, which every generated client calls', async () => {
    const names = operations().map(([route, { operationId }]) => `${operationId}  ${route}`);
    expect(new Set(operations().map(([, { operationId }]) => operationId)).size).toBe(names.length);
    await expect(`${names.sort().join('\n')}\n`).toMatchFileSnapshot('operations.snap');
  });

  test('describes its groups in the order of a purchase, and has none that nothing is in', () => {
    const shown = document.tags.map(({ name }: Any) => name);
    expect(shown.slice(0, 6)).toEqual(['Shop', 'Products', 'Collections', 'Search', 'Carts', 'Orders']);
    expect(new Set(operations().flatMap(([, { tags }]) => tags))).toEqual(new Set(shown));
    for (const { description } of document.tags) expect(description).toMatch(/\.$/);
  });

  test('describes every field and every parameter', () => {
    expect(undescribed(document)).toEqual([]);
    const { description, ...bare } = document.components.schemas.Money.properties.amount;
    expect(description).toMatch(/minor units/i);
    const planted = structuredClone(document);
    planted.components.schemas.Money.properties.amount = bare;
    expect(undescribed(planted)).toContain('components.schemas.Money.properties.amount');
  });

  test('passes the recommended rules of redocly, without a warning', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  test('shows for each success with JSON an answer that was recorded, and that its schema takes', async () => {
    const { functions } = await loadStack();
    const without: string[] = [];
    for (const {
      id,
      exports: { contract },
    } of functions) {
      if (!contract || contract.hidden) continue;
      const responses = document.paths[contract.path.replace(/\+\}/g, '}')][contract.method.toLowerCase()].responses;
      const shown = Object.entries(contract.returns).flatMap(([status, form]) => {
        const example = responses[status].content?.['application/json']?.example;
        if (typeof form !== 'object' || form === null || example === undefined) return [];
        expect(z.safeParse(form, example).error?.issues, id).toBeUndefined();
        return [status];
      });
      const isJson = Object.values(contract.returns).some((form) => typeof form === 'object' && form !== null);
      if (isJson && shown.length === 0) without.push(id);
    }
    expect(without).toEqual([]);
  });

  test('has types, by the defaults of openapi-typescript, that compile a purchase and an administrator’s day', async () => {
    const types = astToString(await openapiTS(structuredClone(document)));
    expect(typeErrors(types)).toEqual([]);
    expect(typeErrors(types.replaceAll('orderToken', 'tokenOfOrder'))).not.toEqual([]);
    expect(typeErrors(types.replaceAll('"not-first-order"', '"first-order-taken"'))).not.toEqual([]);
  });

  test('says in a short line what each operation does', () => {
    expect(operations().flatMap(([name, { summary }]) => (summary.length > 120 ? [name] : []))).toEqual([]);
  });

  test('says what each method of the test provider does', () => {
    const { description } = document.components.schemas.PaymentRequest.properties.paymentMethod;
    expect(testMethods.filter((method) => !description.includes(`\`${method}\``))).toEqual([]);
  });

  test('says what a delivery of each event is, with the headers of Standard Webhooks', () => {
    expect(Object.keys(document.webhooks).sort()).toEqual([...eventTypes].sort());
    for (const { post } of Object.values<Any>(document.webhooks)) {
      expect(post.parameters.map(({ name }: Any) => name)).toEqual([
        'webhook-id',
        'webhook-timestamp',
        'webhook-signature',
      ]);
    }
    const { data } = document.webhooks['order.paid'].post.requestBody.content['application/json'].schema.properties;
    expect(Object.keys(data.properties)).toContain('paidAt');
  });

  test('lists the headers of answers', () => {
    const of = (name: string) => operations().find(([one]) => one === name)?.[1].responses;
    const headers = (name: string, status: string) => Object.keys(of(name)[status].headers);
    expect(headers('POST /carts', '201')).toEqual([
      'X-Request-Id',
      'ETag',
      'Location',
      'RateLimit',
      'RateLimit-Policy',
    ]);
    expect(headers('POST /admin/orders/{id}/refunds', '201')).toContain('Idempotent-Replayed');
    expect(headers('GET /products', '503')).toEqual(['X-Request-Id', 'Retry-After']);
  });

  test('tells the default of what is sent without demanding the field', () => {
    const limit = operations()
      .find(([name]) => name === 'GET /products')?.[1]
      .parameters.find(({ name }: Any) => name === 'limit');
    expect(limit).toMatchObject({ required: false, schema: { 'x-default': 20 } });
    expect(limit.schema).not.toHaveProperty('default');
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
