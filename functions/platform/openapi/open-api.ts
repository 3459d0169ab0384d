import type { Access, Contract, Schema } from '#lib/contract.ts';
import type { EventDefinition } from '#lib/event.ts';
import { answerHeaders, components as headers } from './headers.ts';
import { type Json, jsonSchemas } from './json-schemas.ts';
import { exampleOf, isSchema, parametersOf, type Sample } from './parameters.ts';
import { problemsOf, refusals } from './refusals.ts';
import { groupOf, operationIdOf, tags } from './tags.ts';
import { webhooksOf } from './webhooks.ts';

/** A route's contract, the sample of its request, and the answer that was recorded of that (`npm run examples`). */
export interface Operation {
  readonly contract: Contract & { readonly call: string };
  readonly sample: Sample | undefined;
  readonly answer: { readonly status: number; readonly body: unknown } | undefined;
}

type Schemas = ReturnType<typeof jsonSchemas>;

/**
 * Makes the OpenAPI 3.1 document of some routes and events.
 * @param named the names of schemas, as they are in the code
 * @throws Error when the group of an operation's call is not among the tags
 */
export const openApi = (
  operations: readonly Operation[],
  events: readonly EventDefinition[],
  named: ReadonlyMap<Schema, string>,
  version: string,
): Json => {
  const contracts = operations.map(({ contract }) => contract);
  const problems = [...problemsOf(contracts).values()];
  const schemas = jsonSchemas(
    new Map([...named, ...problems.map(({ schema, name }) => [schema, name] as const)]),
    contracts.flatMap(({ body, query }) => [body, query].filter(isSchema)),
    [
      ...contracts.flatMap(({ returns }) => Object.values(returns).filter(isSchema)),
      ...events.map(({ data }) => data),
      ...problems.map(({ schema }) => schema),
    ],
  );
  const paths: Record<string, Json> = {};
  for (const one of operations) {
    const path = one.contract.path.replace(/\+\}/g, '}');
    paths[path] = { ...paths[path], [one.contract.method.toLowerCase()]: operationOf(one, schemas) };
  }
  const groups = new Set(contracts.map(({ call }) => groupOf(call)));
  const unknown = [...groups].filter((group) => !(group in tags));
  if (unknown.length > 0) throw new Error(`openapi: tags.ts describes no group ${unknown.join(', ')}`);
  const shown = Object.entries(tags).flatMap(([group, tag]) => (groups.has(group) ? [tag] : []));
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
    servers: [{ url: '/api/v1', description: 'This stage.' }],
    tags: shown,
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b))),
    webhooks: webhooksOf(events, (schema) => schemas.answered(schema)),
    components: { schemas: schemas.components, headers, securitySchemes },
  };
};

const operationOf = ({ contract, sample, answer }: Operation, schemas: Schemas): Json => {
  const parameters = parametersOf(contract, sample, schemas);
  const body = requestBody(contract, sample, schemas);
  const scope = scopeOf(contract.access);
  const forKeys = scope && `For keys with the scope \`${scope}\`.`;
  const description = [contract.description, forKeys].filter(Boolean).join(' ');
  return {
    operationId: operationIdOf(contract.call),
    tags: [tags[groupOf(contract.call)]?.name],
    summary: contract.summary,
    ...(description ? { description } : {}),
    security: security(contract.access),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: { ...answers(contract, answer, schemas), ...refusals(contract, meanings) },
    'x-access': contract.access,
  };
};

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

const answers = (contract: Contract, recorded: Operation['answer'], schemas: Schemas): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(contract.returns).map(([status, form]) => {
      const answer = { description: meanings[status] ?? 'Answer', headers: answerHeaders(contract, Number(status)) };
      if (form === null) return [status, answer];
      const [type, schema] = isSchema(form) ? ['application/json', schemas.answered(form)] : [String(form), {}];
      const example = recorded?.status === Number(status) ? exampleOf(recorded.body) : {};
      return [status, { ...answer, content: { [type]: { schema, ...example } } }];
    }),
  );

const meanings: Record<string, string> = {
  200: 'Done', 201: 'Created; `Location` says where', 202: 'Accepted', 204: 'Done', 301: 'Moved', 302: 'Found',
  303: 'See other', 400: 'Malformed, or with unknown fields', 401: 'No token, or one that is not known',
  403: 'The key lacks the scope', 404: 'Not there, or not yours', 409: 'In conflict with what is there',
  412: 'Changed since it was read', 413: 'Too large', 415: 'Not application/json', 422: 'Understood and refused',
  429: 'Too many requests; those over the gateway’s own limit have a JSON of its own', 500: 'A fault of ours',
  503: 'Not now; `Retry-After` says when',
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
