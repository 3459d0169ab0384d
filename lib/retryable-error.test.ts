import { expect, test } from 'vitest';
import { isConflict, isTransient, RetryableError } from './retryable-error.ts';

const named = (name: string, more = {}) => Object.assign(new Error('x'), { name, ...more });

test.each([
  'TimeoutError',
  'AbortError',
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
  'TransactionConflictException',
  'TransactionInProgressException',
])('%s is no answer: trying again helps', (name) => {
  expect(isTransient(named(name))).toBe(true);
});

test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND'])(
  'a line that broke (%s) is no answer either',
  (code) => {
    expect(isTransient(named('Error', { code }))).toBe(true);
  },
);

test('a fault of the service is transient from status 500 on; what it refused is an answer', () => {
  const of = (httpStatusCode: number) => isTransient(named('SomethingNew', { $metadata: { httpStatusCode } }));
  expect([of(499), of(500), of(503)]).toEqual([false, true, true]);
});

test('a refused condition, a bug, and what is no error at all are not transient', () => {
  expect(isTransient(named('ConditionalCheckFailedException', { $metadata: { httpStatusCode: 400 } }))).toBe(false);
  expect(isTransient(new TypeError('x is undefined'))).toBe(false);
  expect(isTransient({ name: 'TimeoutError' })).toBe(false);
  expect(isTransient(undefined)).toBe(false);
});

test('an error is transient for its cause, but not for ever down', () => {
  const reset = named('Error', { code: 'ECONNRESET' });
  const wrapped = (times: number): Error => (times === 0 ? reset : new Error('wrapped', { cause: wrapped(times - 1) }));
  expect([isTransient(wrapped(3)), isTransient(wrapped(4))]).toEqual([true, false]);
  const circle = new Error('circle');
  circle.cause = circle;
  expect(isTransient(circle)).toBe(false);
});

test('ours is transient, and so is what extends it', () => {
  class MailRefused extends RetryableError {
    override readonly name = 'MailRefused';
  }
  expect([isTransient(new RetryableError('no time')), isTransient(new MailRefused('later'))]).toEqual([true, true]);
});

test('only a cancelled transaction is a conflict', () => {
  expect(isConflict(named('TransactionCanceledException'))).toBe(true);
  expect(isConflict(named('TransactionConflictException'))).toBe(false);
  expect(isConflict({ name: 'TransactionCanceledException' })).toBe(false);
});
