/** The HTTP API in front of every route: where it begins, which browsers may call it, how much it takes. */
export interface Api {
  /** Stands before the path of every contract. */
  readonly basePath: string;
  readonly cors: Cors;
  /** Requests a second and burst of the whole API stage, before any share of a route. */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
}

/** What browsers hear before a request and beside an answer (Fetch standard, CORS protocol). */
export interface Cors {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  /** Seconds for which a preflight's answer may be kept; two hours is the most that any browser takes. */
  readonly maxAgeSeconds: number;
}

export const BASE_PATH = '/api/v1';

/** The account's own default of API Gateway (docs of HTTP API quotas): a stage without limits of its own has these. */
const THROTTLE = { requestsPerSecond: 10_000, burst: 5000 };

const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'traceparent',
  'x-order-token',
];
const EXPOSED_HEADERS = [
  'etag',
  'idempotent-replayed',
  'location',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'x-request-id',
];

/** The API for these routes' methods. @param origins that browsers may call from; `*` is all */
export const apiOf = (methods: readonly string[], origins: readonly string[]): Api => ({
  basePath: BASE_PATH,
  cors: {
    origins,
    methods: [...new Set(methods)].sort(),
    headers: REQUEST_HEADERS,
    exposed: EXPOSED_HEADERS,
    maxAgeSeconds: 7200,
  },
  throttle: THROTTLE,
});
