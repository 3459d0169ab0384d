import { places } from '../../stack/concurrency/shares.ts';
import type { Throttle } from '../../stack/model.ts';
import type { Plan, PlannedRoute } from '../plan.ts';
import { createBuckets } from './buckets.ts';
import { awsConcurrency, createLambda, type Lambda, type Throttle as Refused, type Tally } from './lambda.ts';

/** Lambda did not run the function: nothing of it has happened. */
export class Throttled extends Error {
  override name = 'TooManyRequestsException';
  readonly reason: Refused;
  constructor(fn: string, reason: Refused) {
    super(`${fn}: Rate Exceeded. (${reason})`);
    this.reason = reason;
  }
}

/** With a divisor the functions without a share have so many environments in common. */
const SHARED = 6;
/** A mapping's concurrency is 2 or more. */
const LEAST_POLLERS = 2;

/** What an AWS account allows the functions and routes of a plan, by the clock of this process. */
export interface Account {
  /** Begins an invocation. @returns what ends it @throws Throttled */
  begin(fn: string): () => void;
  /** Lets a request in, or answers false where API Gateway would answer 429. */
  admits(route: PlannedRoute): boolean;
  /** Batches that a mapping works at once, at most. */
  maxConcurrency(of: number): number;
  report(): AccountReport;
}

export interface AccountReport {
  /** Of the functions that were invoked or refused: how often, how often with a new environment, how many at once. */
  readonly functions: Readonly<Record<string, Tally>>;
  /** Requests that API Gateway would have answered with 429, by route. */
  readonly throttled: Readonly<Record<string, number>>;
}

/**
 * Puts a plan under an account's limits.
 * @param divisor of every ceiling and rate, so that a small machine meets them before its own: ceilings are rounded up,
 * and what is not reserved is 6
 * @param held names of the shares that hold, to see what happens without the others; all unless told
 * @param now milliseconds of a clock that never goes back
 */
export const createAccount = (
  plan: Pick<Plan, 'functions' | 'concurrency' | 'throttle'>,
  {
    divisor = 1,
    held,
    now = () => performance.now(),
  }: { divisor?: number; held?: readonly string[] | undefined; now?: () => number } = {},
): Account => {
  const part = (count: number): number => Math.max(1, Math.ceil(count / divisor));
  const holds = (id: string): boolean => held === undefined || held.includes(places.get(id)?.share ?? '');
  const functions = plan.functions.map(({ id, name, reservedConcurrency }) => ({
    name,
    reserved: reservedConcurrency === null || !holds(id) ? null : part(reservedConcurrency),
  }));
  const reserved = functions.reduce((sum, one) => sum + (one.reserved ?? 0), 0);
  const whole = plan.concurrency ? plan.concurrency.account - plan.concurrency.others : awsConcurrency.account;
  const account = divisor === 1 ? whole : reserved + SHARED;
  const lambda: Lambda = createLambda(functions, { ...awsConcurrency, account });
  const [buckets, throttled] = [createBuckets<string>(), new Map<string, number>()];
  const divided = ({ perSecond, burst }: Throttle): Throttle => ({
    perSecond: perSecond / divisor,
    burst: part(burst),
  });
  return {
    begin(fn) {
      const got = lambda.acquire(fn, now());
      if ('refused' in got) throw new Throttled(fn, got.refused);
      return () => got.release(now());
    },
    admits({ method, path, throttle, fn }) {
      const key = `${method} ${path}`;
      // The route's own limit comes before the account's: what it refuses takes nothing from the other routes.
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
      const isIn =
        (throttle === null || !holds(fn.id) || buckets.take(key, divided(throttle), now())) &&
        buckets.take('', divided(plan.throttle), now());
      if (!isIn) throttled.set(key, (throttled.get(key) ?? 0) + 1);
      return isIn;
    },
    maxConcurrency: (of) => Math.max(LEAST_POLLERS, Math.ceil(of / divisor)),
    report: () => ({
      functions: Object.fromEntries(
        [...lambda.tally()].filter(
          ([, { invocations, refused }]) => invocations > 0 || Object.keys(refused).length > 0,
        ),
      ),
      throttled: Object.fromEntries(throttled),
    }),
  };
};
