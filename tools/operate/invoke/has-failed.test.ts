import { expect, test } from 'vitest';
import { hasFailed } from './has-failed.ts';

test.each([
  [{ statusCode: 200 }, false],
  [{ statusCode: 308 }, false],
  [{ statusCode: 400 }, true],
  [{ statusCode: 500 }, true],
  [{ batchItemFailures: [] }, false],
  [{ batchItemFailures: [{ itemIdentifier: 'm1' }] }, true],
  [null, false],
  [undefined, false],
])('%j has failed: %s', (answer, expected) => {
  expect(hasFailed(answer)).toBe(expected);
});
