/** A call that was not made, or not answered for everything, because time or capacity ran out: the same may be tried again. */
export class RetryableError extends Error {
  override readonly name: string = 'RetryableError';
}

const throttles = new Set([
  'BandwidthLimitExceeded',
  'KMSThrottlingException',
  'KmsThrottled',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);
/** Refused because a transaction, ours or another's, holds the item. */
const conflicts = new Set(['TransactionConflictException', 'TransactionInProgressException']);
const passing = new Set(['None', 'ProvisionedThroughputExceeded', 'ThrottlingError', 'TransactionConflict']);

const faults = new Set([
  'AbortError',
  'InternalError',
  'InternalErrorException',
  'InternalFailure',
  'InternalServerError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
]);
const codes = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

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
  if (error.name !== 'TransactionCanceledException') return throttles.has(error.name) || conflicts.has(error.name);
  return reasons?.every(({ Code }) => passing.has(Code ?? '')) ?? false;
};

/** How deep an error's causes are looked at: a library wraps an error once or twice, and a circle must end. */
const DEPTH = 4;

/**
 * Tells a throttle, a conflict, a time-out, a broken connection or a 5xx of an AWS service, or an error that one of
 * these has caused: the call may or may not have taken effect, and trying again helps. The names are those by which
 * the SDKs repeat a call (smithy's service-error-classification), and those of DynamoDB, SQS, SNS and S3.
 */
export const isTransient = (error: unknown, depth = DEPTH): boolean => {
  if (!(error instanceof Error)) return false;
  const { code, $metadata, cause } = error as Error & { code?: unknown; $metadata?: { httpStatusCode?: number } };
  return (
    error instanceof RetryableError ||
    isOverload(error) ||
    faults.has(error.name) ||
    (typeof code === 'string' && codes.has(code)) ||
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    (depth > 1 && isTransient(cause, depth - 1))
  );
};
