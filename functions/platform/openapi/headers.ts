import type { Contract, Schema } from '#lib/contract.ts';
import type { Json } from './json-schemas.ts';

const text = (description: string): Json => ({ description, schema: { type: 'string' } });

/** Headers of answers, each described once. */
export const components: Readonly<Record<string, Json>> = {
  'X-Request-Id': text('The id of this request, under which the log has it.'),
  ETag: text('The version of what was answered: for `If-Match` on a change, `If-None-Match` on a read.'),
  Location: text('The address of the object, or of where the answer is.'),
  'Retry-After': {
    description: 'Seconds after which the same request may be sent again.',
    schema: { type: 'integer', minimum: 0 },
  },
  RateLimit: text('What is left of the limit: `"default";r=<requests>;t=<seconds>` (IETF draft).'),
  'RateLimit-Policy': text('The limit: `"default";q=<requests>;w=<seconds>` (IETF draft).'),
  'Idempotent-Replayed': text('`true` when this is the kept answer of an earlier request with the same key.'),
};

const hasVersion = (form: Contract['returns'][number] | undefined): boolean =>
  typeof form === 'object' && form !== null && 'version' in ((form as Schema & { shape?: object }).shape ?? {});

/** Answers references to the headers that an answer of this status has. */
export const answerHeaders = (contract: Contract, status: number): Json => {
  const { method, returns, idempotent, limit } = contract;
  const success = status >= 200 && status < 300;
  const names = [
    'X-Request-Id',
    ...(success && hasVersion(returns[status]) ? ['ETag'] : []),
    ...(status === 201 || (status >= 300 && status < 400 && status !== 304) ? ['Location'] : []),
    ...(success && idempotent && method === 'POST' ? ['Idempotent-Replayed'] : []),
    ...(limit ? ['RateLimit', 'RateLimit-Policy'] : []),
    ...(status === 429 || status === 503 || Number.isNaN(status) ? ['Retry-After'] : []),
  ];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
};
