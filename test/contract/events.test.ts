import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type EventDefinition, parseEvent } from '#lib/event.ts';
import type { MessageDefinition } from '#lib/queue.ts';
import { eventLists } from '../../functions/platform/system/event-lists.ts';
import { loadStack } from '../../stack/load.js';
import { sampleOf } from '../support/sample.ts';
import { breaks } from './schema-changes.ts';
import type { Any } from './templates.ts';

const root = join(import.meta.dirname, '../..');
const snapshot = join(import.meta.dirname, 'event-schemas.snap');

const definitions = async (): Promise<EventDefinition[]> => {
  const files = globSync('functions/*/events.ts', { cwd: root }).sort();
  const exported = await Promise.all(files.map((file) => import(join(root, file))));
  return exported.flatMap((module) => Object.values<Any>(module)).filter((value) => value?.kind === 'event');
};
/** A description may be said better at any time. */
const withoutWords = ({ jsonSchema }: { jsonSchema: { description?: string | undefined } }): void => {
  delete jsonSchema.description;
};
const schemas = async (): Promise<Record<string, Any>> =>
  Object.fromEntries(
    (await definitions())
      .map(({ type, version, data }): [string, Any] => [
        `${type} ${version}`,
        z.toJSONSchema(data, { unrepresentable: 'any', override: withoutWords }),
      ])
      .sort(([a], [b]) => a.localeCompare(b)),
  );

describe('event schemas', () => {
  test('within a version only optional fields are added', async () => {
    const before = existsSync(snapshot) ? JSON.parse(readFileSync(snapshot, 'utf8')) : {};
    const now = await schemas();
    for (const [name, schema] of Object.entries(before)) {
      expect(now[name], `${name} has gone: its consumers still wait for it`).toBeDefined();
      expect(breaks(schema, now[name]), name).toEqual([]);
    }
  });

  /** `npx vitest run --project contract test/contract/events.test.ts -u` takes a new event, or a new optional field, into the snapshot. */
  test('are those of the snapshot', async () => {
    await expect(`${JSON.stringify(await schemas(), null, 2)}\n`).toMatchFileSnapshot(snapshot);
  });

  test('are defined once', async () => {
    const names = (await definitions()).map(({ type, version }) => `${type} ${version}`);
    expect(names.length).toBeGreaterThan(5);
    expect(new Set(names).size).toBe(names.length);
  });

  test('are named noun.past-participle, in lower case', async () => {
    for (const { type } of await definitions()) expect(type).toMatch(/^[a-z]+\.[a-z-]+$/);
  });

  test('are kept in a table with the index that lists them by type and day, but for those that are derived', async () => {
    const { modules } = await loadStack();
    const indexed = modules.filter(({ table }) => table?.indexes.includes('gsi1')).map(({ name }) => name);
    const lists = await eventLists();
    expect(lists.filter(({ module }) => !indexed.includes(module))).toEqual([]);
    const derived = (await definitions()).filter((one) => one.derived).map(({ type }) => type);
    expect([...lists.map(({ type }) => type), ...derived].sort()).toEqual(
      (await definitions()).map(({ type }) => type).sort(),
    );
    expect(derived).toEqual(['product.changed', 'stock.changed']);
  });

  test('hold nothing personal', async () => {
    const personal =
      /"(email|name|firstName|lastName|line1|line2|phone|address|shippingAddress|billingAddress|city|postalCode)"/;
    for (const [name, schema] of Object.entries(await schemas())) {
      // A shipping option and a tax have names; nobody else has.
      const text = JSON.stringify(schema, (key, value) =>
        key === 'shipping' || key === 'taxLines' ? undefined : value,
      );
      expect(text, name).not.toMatch(personal);
    }
  });
});

describe('what a change of schema breaks', () => {
  const schema = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });
  const id = { type: 'string' };

  test('nothing, when an optional field is added', () => {
    expect(breaks(schema({ id }, ['id']), schema({ id, note: { type: 'string' } }, ['id']))).toEqual([]);
  });

  test('a required field, a removed one, another type, a promise taken back', () => {
    expect(breaks(schema({ id }), schema({ id, more: id }, ['more']))).toEqual(['/more is newly required']);
    expect(breaks(schema({ id }), schema({}))).toEqual(['/id was removed']);
    expect(breaks(schema({ id }), schema({ id: { type: 'number' } }))).toEqual(['/id is of another kind']);
    expect(breaks(schema({ id }, ['id']), schema({ id }))).toEqual(['/id is no longer certain']);
    const list = (items: object) => schema({ lines: { type: 'array', items } });
    expect(breaks(list(schema({ id })), list(schema({})))).toEqual(['/lines/[]/id was removed']);
  });
});

describe('samples', async () => {
  const { functions } = await loadStack();

  test.each(functions.map(({ id }) => id))('events/%s.json is there', (id) => {
    expect(existsSync(join(root, 'events', `${id}.json`))).toBe(true);
  });

  test('each belongs to a function', () => {
    const ids = new Set(functions.map(({ id }) => id));
    const files = globSync('events/*/*.json', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
    expect(files.filter((file) => !ids.has(file.replace(/^events\//, '').replace(/(\.[\w-]+)?\.json$/, '')))).toEqual(
      [],
    );
  });

  test.each(functions.filter(({ kind }) => kind === 'queue').map(({ id, exports }) => [id, exports] as const))(
    'events/%s.json is what its function takes',
    (id, { on }) => {
      const sample = sampleOf(id) as Any;
      for (const body of sample.messages ?? [sample]) {
        const message = on as MessageDefinition;
        if (message.kind === 'message') expect(() => z.parse(message.schema, body)).not.toThrow();
        else expect(() => parseEvent([on as EventDefinition].flat(), body)).not.toThrow();
      }
    },
  );

  const http = functions.flatMap(({ id, exports: { contract } }) => (contract ? [[id, contract] as const] : []));
  test.each(http)('events/%s.json keeps to its contract', (id, contract) => {
    const { params = {}, query = {}, body } = sampleOf(id);
    for (const [name, form] of Object.entries(contract.params ?? {})) expect(params[name]).toMatch(form);
    if (contract.query) expect(z.safeParse(contract.query, query).error?.issues).toBeUndefined();
    if (typeof contract.body === 'object') expect(z.safeParse(contract.body, body ?? {}).error?.issues).toBeUndefined();
  });
});
