import type { Schema } from '#lib/contract.ts';

type Def = Readonly<Record<string, unknown>> & { readonly type: string };
const defOf = (schema: Schema): Def => schema._zod.def as unknown as Def;

/** A schema's texts by path, and what may be one; a record's keys end in `{}`, an array's entries in `[]`. */
export const texts = function* (schema: Schema, path: string): Generator<[path: string, schema: Schema]> {
  const def = defOf(schema);
  const inner = (key: string): Schema => def[key] as Schema;
  switch (def.type) {
    case 'string':
    case 'unknown':
      yield [path, schema];
      return;
    case 'object':
      for (const [key, field] of Object.entries(def['shape'] as Record<string, Schema>))
        yield* texts(field, `${path}.${key}`);
      return;
    case 'array':
      yield* texts(inner('element'), `${path}[]`);
      return;
    case 'record':
      yield* texts(inner('keyType'), `${path}{}`);
      yield* texts(inner('valueType'), `${path}.*`);
      return;
    case 'union':
      for (const option of def['options'] as Schema[]) yield* texts(option, path);
      return;
    case 'optional':
    case 'nullable':
    case 'default':
      yield* texts(inner('innerType'), path);
      return;
    case 'pipe':
      yield* texts(inner('in'), path);
      return;
    case 'number':
    case 'boolean':
    case 'enum':
    case 'literal':
    case 'null':
    case 'transform':
      return;
    default:
      throw new Error(`${path}: this test does not know what a ${def.type} may hold`);
  }
};
