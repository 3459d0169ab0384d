/** Refusals that follow from a contract, and are in no `refuses`: every route may answer with those that fit it. */
import * as z from 'zod/mini';
import { defineRefusal } from './problem.ts';

const fault = z.object({
  path: z.string().check(z.describe('Where the fault is: `lines.0.sku`.')),
  message: z.string().check(z.describe('What to do about it.')),
});
const errors = z.optional(z.array(fault)).check(z.describe('Each fault of the input.'));

export const InvalidRequest = defineRefusal('invalid-request', 400, 'The request is not valid.', () => ({ errors }));
export const MalformedJson = defineRefusal('malformed-json', 400, 'The body is not JSON in UTF-8.');
export const MalformedForm = defineRefusal('malformed-form', 400, 'The body is not a form in UTF-8.');
export const Unauthenticated = defineRefusal('unauthenticated', 401, 'The token is missing, or not known.');
export const Forbidden = defineRefusal('forbidden', 403, 'The token does not allow this.');
export const NotFound = defineRefusal('not-found', 404, 'The object is not there, or not the caller’s.');
export const VersionConflict = defineRefusal(
  'version-conflict',
  409,
  'It was changed at the same moment; read it again.',
);
export const IdempotencyInProgress = defineRefusal(
  'idempotency-in-progress',
  409,
  'The first request with this key still runs.',
);
export const PreconditionFailed = defineRefusal('precondition-failed', 412, 'It has changed since you read it.');
export const TooLarge = defineRefusal('too-large', 413, 'The body is larger than this route takes.');
export const UnsupportedMediaType = defineRefusal('unsupported-media-type', 415, 'Send the body as application/json.');
export const IdempotencyKeyReused = defineRefusal(
  'idempotency-key-reused',
  422,
  'This Idempotency-Key was used with another body.',
);
export const AnswerTooLarge = defineRefusal(
  'answer-too-large',
  422,
  'The answer has more than 6 MB; ask for less, or compressed.',
);
export const TooManyRequests = defineRefusal('too-many-requests', 429, 'Too many requests; wait a moment.');
export const Internal = defineRefusal('internal', 500, 'Something went wrong on our side.');
export const TryAgain = defineRefusal(
  'try-again',
  503,
  'There is too much going on just now; send the same request again.',
);

/** 404: the object is not there, or not the caller's. */
export const notFound = (what = 'object') => new NotFound(`There is no such ${what}.`);

/** 412: somebody changed the object since the caller read it. */
export const stale = (detail?: string) => new PreconditionFailed(detail);

/** 503 with `Retry-After` in seconds: nothing was done, trying again helps. */
export const busy = (detail: string, seconds = 1) => new TryAgain(detail, {}, { 'retry-after': String(seconds) });

/**
 * 503 for contention, a time-out or a fault of an engine. A call may have taken effect without its answer, so a write
 * says that its outcome is not known.
 */
export const tryAgain = (isWrite: boolean) =>
  busy(
    isWrite
      ? 'There is too much going on just now. The outcome of this request is not known; the same request may be sent again.'
      : TryAgain.meaning,
  );
