import * as z from 'zod/mini';
import type { Schema } from '#lib/contract.ts';

export type Json = Record<string, unknown>;
const REF = '#/components/schemas/';

/**
 * Converts many schemas to JSON Schema (2020-12) at once: one with a name becomes a component and a reference to it. A
 * request and an answer of one schema may differ (defaults, unknown fields): a name that is used in both forms gets a
 * second component, `…Input`.
 */
export const jsonSchemas = (named: ReadonlyMap<Schema, string>, sent: Iterable<Schema>, answered: Iterable<Schema>) => {
  const input = convert(named, sent, 'input');
  const output = convert(named, answered, 'output');
  const clashing = clashes(input, output);
  const renamed = (json: Json): Json => mapRefs(json, (name) => (clashing.has(name) ? `${name}Input` : name));
  const components = new Map<string, Json>(reachable(output).map((name) => [name, componentOf(output, name)]));
  for (const name of reachable(input)) {
    components.set(clashing.has(name) ? `${name}Input` : name, renamed(componentOf(input, name)));
  }
  return {
    sent: (schema: Schema): Json => renamed(input.of(schema)),
    answered: (schema: Schema): Json => output.of(schema),
    components: Object.fromEntries([...components].sort(([a], [b]) => a.localeCompare(b))),
  };
};

interface Converted {
  readonly roots: readonly Schema[];
  readonly all: Readonly<Record<string, Json>>;
  of(schema: Schema): Json;
}

const convert = (named: ReadonlyMap<Schema, string>, schemas: Iterable<Schema>, io: 'input' | 'output'): Converted => {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of named) registry.add(schema, { id });
  const roots = [...new Set(schemas)];
  const ids = new Map(roots.map((schema, index) => [schema, named.get(schema) ?? `(${index})`]));
  for (const [schema, id] of ids) if (!named.has(schema)) registry.add(schema, { id });
  const answer = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => `${REF}${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      const said = z.globalRegistry.get(zodSchema as unknown as Schema)?.description;
      if (said !== undefined) jsonSchema.description = said;
      // An answer may gain fields within a version, so unknown fields are not declared as refused.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // Under `default` generators of clients demand the field in every request.
      if (io === 'input' && 'default' in jsonSchema) {
        const { default: value } = jsonSchema;
        delete jsonSchema.default;
        Object.assign(jsonSchema, { 'x-default': value });
        jsonSchema.description = [jsonSchema.description, `Without it: \`${JSON.stringify(value)}\`.`]
          .filter(Boolean)
          .join(' ');
      }
    },
  });
  const all = Object.fromEntries(
    Object.entries(answer.schemas).map(([id, { $schema: _, $id: __, ...json }]) => [id, json as Json]),
  );
  const of = (schema: Schema): Json => {
    const name = named.get(schema);
    return name === undefined ? (all[ids.get(schema) ?? ''] ?? {}) : { $ref: `${REF}${name}` };
  };
  return { roots, all, of };
};

const componentOf = (from: Converted, name: string): Json => from.all[name] ?? {};

const mapRefs = (json: Json, rename: (name: string) => string): Json =>
  JSON.parse(JSON.stringify(json), (key, value) =>
    key === '$ref' && typeof value === 'string' && value.startsWith(REF)
      ? `${REF}${rename(value.slice(REF.length))}`
      : value,
  ) as Json;

const refsIn = (json: Json): string[] =>
  [...JSON.stringify(json).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => String(name));

/** Lists the components that the roots refer to, directly or not. */
const reachable = (from: Converted): string[] => {
  const seen = new Set(from.roots.flatMap((schema) => refsIn(from.of(schema))));
  for (const name of seen) for (const next of refsIn(componentOf(from, name))) seen.add(next);
  return [...seen];
};

/** Finds names whose two forms differ, and names that refer to such a one. */
const clashes = (input: Converted, output: Converted): Set<string> => {
  const inputs = reachable(input);
  const outputs = new Set(reachable(output));
  const found = new Set(
    inputs.filter(
      (name) =>
        outputs.has(name) && JSON.stringify(componentOf(input, name)) !== JSON.stringify(componentOf(output, name)),
    ),
  );
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const name of inputs) {
      if (outputs.has(name) && refsIn(componentOf(input, name)).some((next) => found.has(next))) found.add(name);
    }
  }
  return found;
};
