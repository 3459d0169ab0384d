import type { Access, Contract, Schema } from '#lib/contract.ts';
import { type Json, jsonSchemas } from './json-schemas.ts';

/** The parts of a function's sample payload (events/) that make examples. */
export interface Sample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A route's contract with its module, name and sample. */
export interface Operation {
  readonly module: string;
  /** The file's name, which is the operation's id. */
  readonly name: string;
  readonly contract: Contract;
  readonly sample: Sample | undefined;
}

type Schemas = ReturnType<typeof jsonSchemas>;

/** Makes the OpenAPI 3.1 document of some routes; `named` gives schemas the names that they have in the code. */
export const openApi = (
  operations: readonly Operation[],
  named: ReadonlyMap<Schema, string>,
  version: string,
): Json => {
  const contracts = operations.map(({ contract }) => contract);
  const schemas = jsonSchemas(
    named,
    contracts.flatMap(({ body, query }) => [body, query].filter(isSchema)),
    contracts.flatMap(({ returns }) => Object.values(returns).filter(isSchema)),
  );
  const names = operations.map(({ name }) => name);
  const paths: Record<string, Json> = {};
  for (const one of operations) {
    const id = names.filter((name) => name === one.name).length > 1 ? `${one.module}-${one.name}` : one.name;
    const path = one.contract.path.replace(/\+\}/g, '}');
    paths[path] = { ...paths[path], [one.contract.method.toLowerCase()]: operationOf(one, id, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Floodgate',
      version,
      summary: 'The backend of a shop.',
      description:
        'Money is in integer minor units, times are ISO 8601 with zone. Lists take `limit` and `cursor`. ' +
        'Errors are RFC 9457 problems with a `code` to act on. Inside version 1 there are only additions.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/api/v1' }],
    tags: [...new Set(operations.map(({ module }) => module))].sort().map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b))),
    components: { schemas: { ...schemas.components, Problem: problem }, securitySchemes },
  };
};

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && '_zod' in value;

const operationOf = ({ module, contract, sample }: Operation, operationId: string, schemas: Schemas): Json => {
  const parameters = [
    ...pathParameters(contract, sample),
    ...queryParameters(contract, sample, schemas),
    ...headerParameters(contract),
  ];
  const body = requestBody(contract, sample, schemas);
  const scope = scopeOf(contract.access);
  return {
    operationId,
    tags: [module],
    summary: contract.summary,
    ...(scope ? { description: `For keys with the scope \`${scope}\`.` } : {}),
    security: security(contract.access),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: { ...answers(contract, schemas), ...refusals(contract) },
    'x-access': contract.access,
  };
};

const pathParameters = ({ path, params }: Contract, sample: Sample | undefined): Json[] =>
  [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
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
    schema,
    ...exampleOf(sample?.query?.[name]),
  }));
};

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
    ...(['PUT', 'PATCH', 'DELETE'].includes(contract.method)
      ? [header('If-Match', 'The ETag that was read: 412 when the object has changed since, where it has versions.')]
      : []),
  ];
};

const exampleOf = (example: unknown): Json => (example === undefined ? {} : { example });

const requestBody = ({ body }: Contract, sample: Sample | undefined, schemas: Schemas): Json | undefined => {
  if (body === undefined) return undefined;
  if (body === 'raw') return { content: { '*/*': { schema: {} } } };
  if (body === 'form') return { content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } } };
  const schema = schemas.sent(body);
  return {
    required: true,
    content: {
      'application/json': { schema, ...exampleOf(typeof sample?.body === 'string' ? undefined : sample?.body) },
    },
  };
};

const answers = ({ returns }: Contract, schemas: Schemas): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(returns).map(([status, form]) => {
      const description = meanings[status] ?? 'Answer';
      if (form === null) return [status, { description }];
      const [type, schema] = isSchema(form) ? ['application/json', schemas.answered(form)] : [String(form), {}];
      return [status, { description, content: { [type]: { schema } } }];
    }),
  );

/** Lists the refusals that follow from the contract; those of the use case are under `default`. */
const refusals = (contract: Contract): Record<string, Json> => {
  const { access, body, query, path, idempotent, limit } = contract;
  const guarded = access === 'owner' || access === 'customer' || access === 'admin' || access.startsWith('staff:');
  const statuses = [
    ...(isSchema(body) || query ? ['400'] : []),
    ...(guarded ? ['401'] : []),
    ...(guarded && access !== 'owner' ? ['403'] : []),
    ...(path.includes('{') ? ['404'] : []),
    ...(idempotent ? ['409'] : []),
    ...(body ? ['413'] : []),
    ...(isSchema(body) ? ['415'] : []),
    ...(idempotent ? ['422'] : []),
    ...(limit ? ['429'] : []),
    'default',
  ].filter((status) => !(status in contract.returns));
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(statuses.map((status) => [status, { description: meanings[status], content }]));
};

const meanings: Record<string, string> = {
  200: 'Done', 201: 'Created; `Location` says where', 202: 'Accepted', 204: 'Done', 301: 'Moved', 302: 'Found',
  303: 'See other', 400: 'Malformed, or with unknown fields', 401: 'No token, or one that is not known',
  403: 'The key lacks the scope', 404: 'Not there, or not yours', 409: 'In conflict with what is there',
  412: 'Changed since it was read', 413: 'Too large', 415: 'Not application/json', 422: 'Understood and refused',
  429: 'Too many requests; `Retry-After` says when', 503: 'Not now; `Retry-After` says when',
  default: 'Refused, with a `code` that says why',
}; // biome-ignore format: a table

const scopeOf = (access: Access): string | undefined =>
  access === 'admin' ? 'admin' : access.startsWith('staff:') ? access.slice('staff:'.length) : undefined;

const security = (access: Access): Json[] => {
  const scope = scopeOf(access);
  if (scope) return [{ bearer: [scope] }];
  if (access === 'owner') return [{ orderToken: [] }];
  return access === 'customer' ? [{ bearer: [] }] : [];
};

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key (`fgk_…`) or an access token.' },
  orderToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Order-Token',
    description: 'Answered by checkout with the order.',
  },
};

/** RFC 9457, as lib/problem.ts writes it. */
const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'What a client may act on.' },
    detail: { type: 'string', description: 'A sentence for people.' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
