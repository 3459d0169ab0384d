import { isOverload } from '#lib/problem.ts';

const names = new Set(['TimeoutError', 'AbortError', 'InternalServerError', 'ServiceUnavailable']);
const codes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND']);

/** A transaction that met others in every one of its tries: nothing was written, and trying again helps. */
export const isConflict = (error: unknown): boolean =>
  error instanceof Error && error.name === 'TransactionCanceledException';

/** A throttle, a time-out or a fault on the way: the call may or may not have taken effect, and trying again helps. */
export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as Error & { code?: string; $metadata?: { httpStatusCode?: number } };
  return isOverload(error) || names.has(error.name) || codes.has(code ?? '') || ($metadata?.httpStatusCode ?? 0) >= 500;
};
