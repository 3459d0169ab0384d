import { generateSync } from 'json-schema-faker';
import type { Chance } from '../../../test/support/chance.ts';
import type { Known } from './known.ts';
import type { Json, Operation, Parameter } from './operations.ts';
import { type Fault, resolved } from './schemas.ts';

/** What values are made from. */
export interface Source {
  readonly components: Json;
  readonly faultOf: Fault;
  readonly known: Known;
}

/** How often a value of a schema is made until one keeps to it; some patterns are beyond the generator. */
const TRIES = 5;

/** Makes a value that keeps to a schema, by json-schema-faker; undefined where it cannot. */
export const generated = (schema: Json, { components, faultOf }: Source, chance: Chance): Json => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const options = {
      seed: chance.upTo(2 ** 31),
      optionalsProbability: chance.pick([0.2, 0.5, 0.9]),
      maxDefaultItems: 3,
      maxLength: chance.pick([20, 300]),
    };
    try {
      const value = generateSync({ ...schema, components }, options);
      if (faultOf(schema, value) === undefined) return value;
    } catch {
      // A pattern that it cannot read.
    }
  }
  return undefined;
};

/** Makes a body that keeps to the schema of an operation, with things that are there in most places. */
export const bodyFor = ({ body }: Operation, source: Source, named: string | undefined, chance: Chance): Json => {
  if (body === undefined) return undefined;
  const example = body.example === undefined ? undefined : structuredClone(body.example);
  const plain =
    (example !== undefined && chance.happens(0.5) ? example : generated(body.schema, source, chance)) ?? example ?? {};
  const real = withRealNames(plain, source.known, named, chance);
  // Without a method the provider's page is opened, and the order waits.
  if (chance.happens(0.3)) delete real.paymentMethod;
  const value = chance.happens(0.2) ? atBounds(real, body.schema, source, chance) : real;
  return source.faultOf(body.schema, value) === undefined ? value : plain;
};

/** Fields of a body whose values stand in the shop, by the kind that is known of them. */
const FIELDS: Readonly<Record<string, string>> = {
  sku: 'sku', productId: 'prd', productIds: 'prd', collectionIds: 'col', variantId: 'var', lineId: 'lineId',
  optionId: 'optionId', optionIds: 'optionId', paymentId: 'pay', fromOrder: 'ord', code: 'code', tags: 'tag',
  number: 'number',
}; // biome-ignore format: a table
/** Names of things that there may be only one of. */
const UNIQUE = ['title', 'name', 'slug', 'sku', 'code'];
const METHODS = ['test_approved', 'test_declined', 'test_action', 'test_late'];

/** Puts what is there in the place of made-up names, first of the object that the path names, and the shop's currency in most amounts. */
const withRealNames = (value: Json, known: Known, named: string | undefined, chance: Chance): Json => {
  const one = (kind: string, otherwise: Json): Json =>
    (named === undefined ? undefined : known.any(chance, kind, named)) ?? known.any(chance, kind) ?? otherwise;
  return JSON.parse(JSON.stringify(value), (key, inner) => {
    if (key === 'currency' && typeof inner === 'string') return chance.happens(0.9) ? 'EUR' : inner;
    if (key === 'country' && typeof inner === 'string') return chance.happens(0.8) ? 'IE' : inner;
    if (key === 'paymentMethod') return chance.happens(0.8) ? chance.pick(METHODS) : inner;
    // What a name must be alone with is told apart by a number.
    if (UNIQUE.includes(key) && typeof inner === 'string' && chance.happens(0.5)) return `${inner}-${chance.upTo(1e6)}`;
    const kind = FIELDS[key];
    if (kind === undefined || chance.happens(0.2)) return inner;
    if (typeof inner === 'string') return one(kind, inner);
    return Array.isArray(inner) ? inner.map((each) => (typeof each === 'string' ? one(kind, each) : each)) : inner;
  });
};

/** A place in a JSON value with the schema that it has there. */
interface Place {
  readonly holder: Json;
  readonly key: string | number;
  readonly schema: Json;
}

/** Lists the places of a value that a schema says something about, of every branch. */
const placesOf = (value: Json, schema: Json, components: Json): Place[] => {
  const places: Place[] = [];
  const ahead: Place[] = [{ holder: { value }, key: 'value', schema }];
  for (let place = ahead.pop(); place && places.length < 500; place = ahead.pop()) {
    const form = resolved(place.schema, components) ?? {};
    const inner = place.holder[place.key];
    for (const branch of [...(form.anyOf ?? []), ...(form.oneOf ?? []), ...(form.allOf ?? [])])
      ahead.push({ ...place, schema: branch });
    places.push({ ...place, schema: form });
    if (Array.isArray(inner))
      for (const key of inner.keys()) ahead.push({ holder: inner, key, schema: form.items ?? {} });
    else if (typeof inner === 'object' && inner !== null)
      for (const key of Object.keys(inner))
        ahead.push({ holder: inner, key, schema: form.properties?.[key] ?? form.additionalProperties ?? {} });
  }
  return places;
};

/** The values at and beyond each bound that a schema states. */
const boundsOf = (schema: Json, value: Json): { at: Json; beyond: Json }[] => {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, enum: choices } = schema;
  const items = (count: number): Json[] =>
    Array.from({ length: count }, () => (Array.isArray(value) ? value[0] : value));
  return [
    ...(minimum === undefined ? [] : [{ at: minimum, beyond: minimum - 1 }]),
    ...(maximum === undefined ? [] : [{ at: maximum, beyond: maximum + 1 }]),
    ...(minLength === undefined ? [] : [{ at: 'x'.repeat(minLength), beyond: 'x'.repeat(Math.max(0, minLength - 1)) }]),
    ...(maxLength === undefined ? [] : [{ at: 'x'.repeat(maxLength), beyond: 'x'.repeat(maxLength + 1) }]),
    ...(minItems === undefined ? [] : [{ at: items(minItems), beyond: items(Math.max(0, minItems - 1)) }]),
    ...(maxItems === undefined ? [] : [{ at: items(maxItems), beyond: items(maxItems + 1) }]),
    ...(choices === undefined ? [] : [{ at: choices.at(-1), beyond: `${choices.at(-1)}x` }]),
  ];
};

const toBounds =
  (side: 'at' | 'beyond') =>
  (value: Json, schema: Json, { components }: Source, chance: Chance): Json => {
    const root = { value };
    const bounds = placesOf(root, { properties: { value: schema } }, components).flatMap((place) =>
      boundsOf(place.schema, place.holder[place.key]).map((bound) => ({ ...place, ...bound })),
    );
    if (bounds.length === 0) return value;
    const { holder, key, [side]: put } = chance.pick(bounds);
    holder[key] = put;
    return root.value;
  };

/** Puts one place of a value to one of the bounds that its schema states; the value as it is where it states none. */
export const atBounds = toBounds('at');
/** Puts one place of a value beyond one of the bounds that its schema states. */
export const beyondBounds = toBounds('beyond');

/** Makes the text of a query parameter that keeps to its schema, of things that are there. */
export const queryValue = (
  { name, schema, example }: Parameter,
  path: string,
  source: Source,
  chance: Chance,
): string | undefined => {
  const { known } = source;
  if (name === 'cursor') return known.cursorOf(chance, path);
  if (name === 'ids') return [1, 2, 3].flatMap(() => known.any(chance, 'prd') ?? []).join(',') || undefined;
  const value =
    (chance.happens(0.8) ? known.any(chance, name) : undefined) ??
    (example !== undefined && chance.happens(0.5) ? example : generated(schema, source, chance)) ??
    example;
  return value === undefined ? undefined : String(value);
};
