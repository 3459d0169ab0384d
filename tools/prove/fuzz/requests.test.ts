import { expect, test } from 'vitest';
import { whatIsKnown } from './known.ts';
import { operationsOf } from './operations.ts';
import { requestFor } from './requests.ts';
import { faultBy } from './schemas.ts';

const money = {
  type: 'object',
  required: ['amount', 'currency'],
  properties: {
    amount: { type: 'integer', minimum: 0, maximum: 1000 },
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
  },
  additionalProperties: false,
};
const document = {
  paths: {
    '/carts/{id}/lines': {
      post: {
        'x-access': 'staff:orders',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^crt_[0-9A-Z]{26}$' } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } },
        ],
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['sku', 'price'],
                properties: {
                  sku: { type: 'string', minLength: 1, maxLength: 64 },
                  price: { $ref: '#/components/schemas/Money' },
                },
                additionalProperties: false,
              },
              example: { sku: 'MUG', price: { amount: 1, currency: 'EUR' } },
            },
          },
        },
        responses: { 201: {} },
      },
    },
  },
  components: { schemas: { Money: money } },
};
const [operation] = operationsOf(document);
if (!operation?.body) throw new Error('the document has no body');
const cart = 'crt_01M8P05N7KYAAPYEXFBV44CYJ8';

const made = (seed: number, count = 200) => {
  const known = whatIsKnown(new Set(['crt_00000000000000000000000000']));
  known.learn(
    { items: [{ id: cart, lines: [{ sku: 'MUG-BLUE' }] }, { id: 'crt_00000000000000000000000000' }] },
    '/carts',
  );
  const maker = {
    basePath: '/api',
    adminKey: 'fgk_1',
    components: document.components,
    faultOf: faultBy(document),
    known,
  };
  return Array.from({ length: count }, (_, number) => requestFor(operation, maker, seed, number));
};
const faultOf = faultBy(document);
const bodyOf = ({ body }: { body: Buffer | undefined }) => JSON.parse(String(body));

test('the same seed makes the same requests, another one makes others', () => {
  expect(made(7)).toEqual(made(7));
  expect(made(8)).not.toEqual(made(7));
});

test('half of the requests keep to the document, with things that are there', () => {
  const kept = made(7).filter(({ broken }) => broken.length === 0);
  expect(kept).toHaveLength(100);
  for (const request of kept) {
    expect(faultOf(operation.body?.schema, bodyOf(request))).toBeUndefined();
    expect(request.target).toMatch(new RegExp(`^/api/carts/${cart}/lines(\\?limit=\\d+)?$`));
    expect(request.headers).toMatchObject({ authorization: 'Bearer fgk_1', 'content-type': 'application/json' });
  }
  const amounts = kept.map((request) => bodyOf(request).price.amount);
  expect(amounts).toEqual(expect.arrayContaining([0, 1, 1000]));
  expect(kept.some((request) => bodyOf(request).sku === 'MUG-BLUE')).toBe(true);
});

test('the other half breaks it on purpose, in every way that there is for the operation', () => {
  const broken = made(7, 2000).flatMap((request) => request.broken);
  expect([...new Set(broken)].sort()).toEqual([
    'another method', 'bad key', 'beyond bounds', 'field missing', 'field too many', 'ill-formed body', 'no key', 'odd header',
    'odd parameter', 'odd path', 'odd query', 'odd text', 'odd text in the path', 'parameter twice', 'prototype key',
    'slash behind', 'something that is not there', 'value off', 'wrong content type', 'wrong value',
  ]); // biome-ignore format: a list
});

test('names of prototypes are sent as they are', () => {
  const bodies = made(7, 2000).flatMap(({ broken, body }) => (broken.includes('prototype key') ? [String(body)] : []));
  expect(bodies.some((body) => body.includes('"__proto__":'))).toBe(true);
});

test('what the run itself calls with is named by nobody', () => {
  expect(made(7, 2000).some(({ target }) => target.includes('crt_00000000000000000000000000'))).toBe(false);
});
