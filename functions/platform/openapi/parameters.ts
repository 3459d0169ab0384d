import { type Contract, refusalsOf, type Schema } from '#lib/contract.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import type { Json, jsonSchemas } from './json-schemas.ts';

/** The parts of a function's sample payload (events/) that make examples. */
export interface Sample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Schemas = ReturnType<typeof jsonSchemas>;

export const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && '_zod' in value;
/** An example where there is one. */
export const exampleOf = (example: unknown): Json => (example === undefined ? {} : { example });

/** Parameters of paths, by name. */
const parameterMeanings: Readonly<Record<string, string>> = {
  id: 'The id of the object.',
  slug: 'The address of a product or collection; an old one answers 301.',
  name: 'The menu’s name.',
  token: 'What `POST /admin/content/previews` answered.',
  file: 'The month, `2026-11.xml`.',
  sku: 'A variant, by its id, or by its SKU if that has none of `/`, `?` and `%`.',
  code: 'The code of a coupon, in any case.',
  provider: 'The payment provider: `test` or `stripe`.',
  date: 'A day in the shop’s time zone, YYYY-MM-DD.',
  queue: 'Module and function: `orders-expire-order`.',
  deliveryId: 'The id of the delivery.',
  fulfilmentId: 'The id of the parcel.',
  returnId: 'The id of the return.',
};

const pathParameters = ({ path, params }: Contract, sample: Sample | undefined): Json[] =>
  [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: parameterMeanings[name],
    schema: { type: 'string', maxLength: 200, ...(params?.[name] ? { pattern: params[name].source } : {}) },
    ...exampleOf(sample?.params?.[name]),
  }));

const queryParameters = ({ query }: Contract, sample: Sample | undefined, schemas: Schemas): Json[] => {
  if (!isSchema(query)) return [];
  const { properties = {}, required = [] } = schemas.sent(query) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    description: schema['description'],
    schema,
    ...exampleOf(meant(schema, sample?.query?.[name])),
  }));
};

/** A sample's query holds texts, as they are sent; an example is what they mean. */
const meant = ({ type }: Json, sent: string | undefined): unknown =>
  sent !== undefined && (type === 'integer' || type === 'number') ? Number(sent) : sent;

const headerParameters = (contract: Contract): Json[] => {
  const header = (name: string, description: string): Json => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  });
  return [
    ...(contract.idempotent
      ? [header('Idempotency-Key', 'The same key with the same body gets the same answer for 24 hours.')]
      : []),
    ...(refusalsOf(contract).includes(PreconditionFailed)
      ? [header('If-Match', 'The ETag that was read: 412 when the object has changed since, where it has versions.')]
      : []),
  ];
};

/** Makes the parameters of an operation: those of its path, its query and its headers. */
export const parametersOf = (contract: Contract, sample: Sample | undefined, schemas: Schemas): Json[] => [
  ...pathParameters(contract, sample),
  ...queryParameters(contract, sample, schemas),
  ...headerParameters(contract),
];
