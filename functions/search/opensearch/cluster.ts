import { type API, Client, errors } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import { nowMs } from '#lib/clock.ts';
import { timeLeft, waitToRetry } from '#lib/deadline.ts';
import { env } from '#lib/env.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { client as dynamodb } from '#lib/table.ts';

/** How often a call is made in all, and how long it may take each time. */
interface Bounds {
  readonly tries: number;
  readonly ms: number;
}
/** A shopper waits for it. */
const ASKING: Bounds = { tries: 2, ms: 2000 };
/** Nobody does: documents, and what is done to whole indices. */
const WRITING: Bounds = { tries: 5, ms: 10_000 };

/** Failures in a row after which nothing is asked for a while, and how long that is. */
const [FAILURES, OPEN_MS] = [5, 5000];

/** What a call that was refused says about itself. */
export class ClusterRefused extends Error {
  override readonly name = 'ClusterRefused';
  readonly status: number;
  readonly type: string;
  constructor(status: number, type: string, reason: string) {
    super(`OpenSearch answered ${status} ${type}: ${reason}`);
    this.status = status;
    this.type = type;
  }
}

/** Overloaded, not ready, or not reached: the same call may be made again. All of ours are idempotent. */
const isPassing = (error: unknown): boolean =>
  error instanceof errors.ResponseError
    ? error.statusCode === 429 || error.statusCode >= 500
    : error instanceof errors.ConnectionError ||
      error instanceof errors.TimeoutError ||
      error instanceof errors.NoLivingConnectionsError ||
      error instanceof errors.RequestAbortedError;

const refusalOf = (error: unknown): unknown => {
  if (!(error instanceof errors.ResponseError)) return error;
  const { type = 'unknown', reason = '' } =
    (error.body as { error?: { type?: string; reason?: string } } | undefined)?.error ?? {};
  return new ClusterRefused(error.statusCode, type, reason);
};

/** Calls to OpenSearch's REST API, as far as they are made here. */
export interface Cluster {
  search(index: string, body: API.Search_RequestBody): Promise<API.Search_ResponseBody>;
  bulk(lines: API.Bulk_RequestBody): Promise<API.Bulk_ResponseBody>;
  createIndex(index: string, body: API.Indices_Create_RequestBody): Promise<void>;
  deleteIndex(index: string): Promise<void>;
  refresh(index: string): Promise<void>;
  updateAliases(actions: NonNullable<API.Indices_UpdateAliases_RequestBody['actions']>): Promise<void>;
  /** Lists indices by the beginning of their name, each with its aliases. */
  indices(prefix: string): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Closes its connections. */
  close(): Promise<void>;
}

/**
 * Speaks to a cluster. On AWS (https, a host of AWS's) each request is signed with the function's own credentials.
 * Overload and broken connections are tried again with bounds, each try within its own time and the invocation's; after
 * five failures in a row this environment asks nothing for five seconds, so that a cluster that is down costs no waiting.
 * All its calls throw RetryableError then: a route answers 503, a queue's message comes again.
 * @param asking how long a search may take; a shopper's two seconds, unless a measurement says more
 */
export const clusterAt = (endpoint: string, asking: Bounds = ASKING): Cluster => {
  const client = new Client({
    node: endpoint,
    // Ours alone: the client's own would not end with the invocation.
    maxRetries: 0,
    ...(/\.amazonaws\.com(\.cn)?$/.test(new URL(endpoint).hostname)
      ? AwsSigv4Signer({ region: env().REGION, service: 'es', getCredentials: () => dynamodb().config.credentials() })
      : {}),
  });
  let [failures, closedUntil] = [0, 0];

  const call = async <A>(
    { tries, ms }: Bounds,
    make: (options: { requestTimeout: number }) => Promise<{ body: A }>,
  ): Promise<A> => {
    for (let attempt = 1; ; attempt += 1) {
      if (nowMs() < closedUntil)
        throw new RetryableError('OpenSearch fails again and again; it is left alone for a moment');
      const left = Math.min(ms, timeLeft());
      if (left <= 0) throw new RetryableError('the time of this invocation has run out');
      try {
        const { body } = await make({ requestTimeout: left });
        failures = 0;
        return body;
      } catch (error) {
        if (!isPassing(error)) throw refusalOf(error);
        failures += 1;
        if (failures >= FAILURES) closedUntil = nowMs() + OPEN_MS;
        const passing = new RetryableError('OpenSearch did not answer', { cause: refusalOf(error) });
        if (attempt >= tries) throw passing;
        await waitToRetry(Math.random() * 50 * 2 ** attempt, passing);
      }
    }
  };

  return {
    search: async (index, body) => {
      // Rather none than those of some shards, and no time of the cluster's own beyond ours.
      const how = { index, allow_partial_search_results: false };
      const found = await call(asking, (options) =>
        client.search({ ...how, body: { ...body, timeout: `${asking.ms}ms` } }, options),
      );
      if (found.timed_out) throw new RetryableError('OpenSearch answered what it had when its time was over');
      return found;
    },
    bulk: (body) => call(WRITING, (options) => client.bulk({ body, require_alias: true }, options)),
    createIndex: async (index, body) => {
      try {
        await call(WRITING, (options) => client.indices.create({ index, body }, options));
      } catch (error) {
        // An earlier try of this call made it.
        if (!(error instanceof ClusterRefused && error.type === 'resource_already_exists_exception')) throw error;
      }
    },
    deleteIndex: async (index) => {
      try {
        await call(WRITING, (options) => client.indices.delete({ index }, options));
      } catch (error) {
        if (!(error instanceof ClusterRefused && error.status === 404)) throw error;
      }
    },
    refresh: async (index) => void (await call(WRITING, (options) => client.indices.refresh({ index }, options))),
    updateAliases: async (actions) =>
      void (await call(WRITING, (options) => client.indices.updateAliases({ body: { actions } }, options))),
    indices: async (prefix) => {
      const found = await call(WRITING, (options) => client.indices.get({ index: `${prefix}*` }, options));
      return new Map(Object.entries(found).map(([name, { aliases = {} }]) => [name, Object.keys(aliases)]));
    },
    close: async () => void (await client.close()),
  };
};
