import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { jsonSchemas } from './json-schemas.ts';

const Money = z.object({ amount: z.int(), currency: z.string() });
const Line = z.object({ price: Money, quantity: z._default(z.int(), 1) });
const named = new Map<z.ZodMiniType, string>([
  [Money, 'Money'],
  [Line, 'Line'],
]);

test('a named schema is a component, and a reference wherever it stands', () => {
  const answer = z.object({ total: Money });
  const schemas = jsonSchemas(named, [], [answer]);
  expect(schemas.answered(answer)).toMatchObject({ properties: { total: { $ref: '#/components/schemas/Money' } } });
  expect(Object.keys(schemas.components)).toEqual(['Money']);
});

test('a schema that is sent in another form than it is answered has two components', () => {
  const [body, answer] = [z.object({ line: Line }), z.object({ line: Line })];
  const schemas = jsonSchemas(named, [body], [answer]);
  expect(schemas.sent(body)).toMatchObject({ properties: { line: { $ref: '#/components/schemas/LineInput' } } });
  expect(schemas.answered(answer)).toMatchObject({ properties: { line: { $ref: '#/components/schemas/Line' } } });
  expect(schemas.components['Line']).toMatchObject({ required: ['price', 'quantity'] });
  expect(schemas.components['LineInput']).toMatchObject({ required: ['price'] });
});

test('a strict body is closed, and no answer is', () => {
  const [body, answer] = [z.strictObject({ a: z.string() }), z.object({ a: z.string() })];
  const schemas = jsonSchemas(new Map(), [body], [answer]);
  expect(schemas.sent(body)['additionalProperties']).toBe(false);
  expect(schemas.answered(answer)).not.toHaveProperty('additionalProperties');
});

test('what nothing uses is no component', () => {
  expect(jsonSchemas(named, [], [z.object({ a: z.string() })]).components).toEqual({});
});
