import * as z from 'zod/mini';
import { notFound, VersionConflict } from '#lib/refusals.ts';
import {
  get,
  type Item,
  type Key,
  put,
  putNew,
  query,
  queryAll,
  remove,
  tableOf,
  transact,
  update,
  write,
} from '#lib/table.ts';
import { ttlCache } from '#lib/ttl-cache.ts';
import { Endpoint, MOST_ENDPOINTS, Secret } from './endpoint.ts';
import { TooManyWebhooks } from './refusals.ts';

/** The endpoints' keys, items, conditions. All lie in one partition: they are few, and every event reads them together. */
const table = tableOf('webhooks');
const PARTITION = 'endpoints';
const key = (id: string): Key => ({ pk: PARTITION, sk: id });
const counter: Key = { pk: 'endpoint-count', sk: 'count' };

/** An endpoint with what signs its deliveries; the newest secret first. */
export interface SigningEndpoint {
  readonly endpoint: Endpoint;
  readonly secrets: readonly Secret[];
}

const from = (item: Item): SigningEndpoint => ({
  endpoint: z.parse(Endpoint, item),
  secrets: z.parse(z.array(Secret), item['secrets']),
});
const itemOf = ({ endpoint, secrets }: SigningEndpoint) => ({
  ...key(endpoint.id),
  type: 'endpoint',
  ...endpoint,
  secrets,
});

/** A warm function tells of events by the endpoints that it has for so long: a change counts everywhere after that. */
const KEEP_MS = 5000;
const recent = ttlCache<readonly Endpoint[]>(KEEP_MS, 1);
/** The function that changes an endpoint has the change at once. */
const changing = async (change: Promise<unknown>): Promise<void> => {
  await change;
  recent.clear();
};

/** Adds an endpoint. @throws Refusal 422 when there are too many */
export const addEndpoint = (added: SigningEndpoint, most: number = MOST_ENDPOINTS): Promise<void> =>
  changing(
    transact([
      update(
        table,
        counter,
        'ADD #count :one',
        { one: 1 },
        {
          if: 'attribute_not_exists(#count) OR #count < :most',
          values: { most },
          refused: () => new TooManyWebhooks(`There are ${most} webhooks already, and no room for more.`),
        },
      ),
      putNew(table, itemOf(added)),
    ]),
  );

/** Removes an endpoint; what is still on its way to it is given up. @throws Refusal 404 */
export const removeEndpoint = (id: string): Promise<void> =>
  changing(
    transact([
      remove(table, key(id), { if: 'attribute_exists(pk)', refused: () => notFound('webhook') }),
      update(table, counter, 'ADD #count :minus', { minus: -1 }),
    ]),
  );

/** Stores the next version of an endpoint. @throws Refusal 409 when it has changed since it was read */
export const changeEndpoint = (next: SigningEndpoint): Promise<void> =>
  changing(
    write(
      put(table, itemOf(next), {
        if: '#version = :before',
        values: { before: next.endpoint.version - 1 },
        refused: (found) =>
          found ? new VersionConflict('The webhook was changed at the same moment.') : notFound('webhook'),
      }),
    ),
  );

export const findEndpoint = async (id: string): Promise<SigningEndpoint | undefined> => {
  const item = await get({ table, key: key(id) }, { consistent: true });
  return item && from(item);
};

/** Reads an endpoint. @throws Refusal 404 */
export const readEndpoint = async (id: string): Promise<SigningEndpoint> => {
  const found = await findEndpoint(id);
  if (!found) throw notFound('webhook');
  return found;
};

/** All endpoints; what was changed in another function's environment counts here within seconds. */
export const allEndpoints = async (): Promise<readonly Endpoint[]> => {
  const known = recent.get(PARTITION);
  if (known) return known;
  const items = await queryAll(table, { pk: PARTITION, limit: MOST_ENDPOINTS, consistent: true });
  const endpoints = items.map((item) => from(item).endpoint);
  recent.set(PARTITION, endpoints);
  return endpoints;
};

/** A page of endpoints, newest first. */
export const listEndpoints = async (
  limit: number,
  after: Item | undefined,
): Promise<{ endpoints: Endpoint[]; last: Item | undefined }> => {
  const { items, last } = await query(table, { pk: PARTITION, limit, after, newestFirst: true });
  return { endpoints: items.map((item) => from(item).endpoint), last };
};
