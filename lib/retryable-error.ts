import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

type SdkError = Parameters<typeof isThrottlingError>[0];

/** A call that was not made, or not answered for everything, because time or capacity ran out: the same may be tried again. */
export class RetryableError extends Error {
  override readonly name: string = 'RetryableError';
}

const passing = new Set(['None', 'ProvisionedThroughputExceeded', 'ThrottlingError', 'TransactionConflict']);
/** What the SDK does not count as passing by itself: our own deadline (AbortError), S3's and SNS's faults by name, `fetch`'s sockets. */
const ours =
  /^(AbortError|InternalError(Exception)?|InternalFailure|InternalServerError|ServiceUnavailable(Exception)?)$/;
const sockets = /^UND_ERR_(CONNECT_TIMEOUT|HEADERS_TIMEOUT|SOCKET)$/;

/** Tells a transaction that DynamoDB cancelled, for whatever reason: nothing was written. */
export const isConflict = (error: unknown): boolean =>
  error instanceof Error && error.name === 'TransactionCanceledException';

/**
 * Tells a throttle or a conflict with a transaction, after every try of ours: nothing was written, and trying again
 * helps. A cancelled transaction is one if no reason is anything else.
 */
export const isOverload = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { CancellationReasons: reasons } = error as Error & { CancellationReasons?: { Code?: string }[] };
  if (isConflict(error)) return reasons?.every(({ Code }) => passing.has(Code ?? '')) ?? false;
  return (
    error.name === 'TransactionConflictException' ||
    /^K(ms|MS)Thrott/.test(error.name) ||
    isThrottlingError(error as SdkError)
  );
};

/** An error without its causes: the SDK's own look at them trips over one that is null. */
const alone = (error: Error): SdkError => Object.assign(Object.create(error), { cause: undefined }) as SdkError;

/** How deep an error's causes are looked at: a library wraps an error once or twice, and a circle must end. */
const DEPTH = 4;

/**
 * Tells a throttle, a conflict, a time-out, a broken connection or a 5xx of an AWS service, or an error that one of
 * these has caused: the call may or may not have taken effect, and trying again helps. What the SDK repeats by itself is
 * judged by its own classification.
 */
export const isTransient = (error: unknown, depth = DEPTH): boolean => {
  if (!(error instanceof Error)) return false;
  const { code = '' } = error as Error & { code?: unknown };
  return (
    isOverload(error) ||
    error instanceof RetryableError ||
    ours.test(error.name) ||
    sockets.test(String(code)) ||
    isTransientError(alone(error)) ||
    isServerError(error as SdkError) ||
    (depth > 1 && isTransient(error.cause, depth - 1))
  );
};
