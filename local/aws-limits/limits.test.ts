import { expect, test } from 'vitest';
import { limitsFrom } from './limits.ts';

test('the limits are AWS’s, and a few milliseconds', () => {
  expect(limitsFrom({})).toEqual({
    writeUnits: 1000,
    readUnits: 3000,
    burstSeconds: 300,
    concurrencyDivisor: 1,
    networkMs: 2,
    transactionMs: 5,
  });
});

test('the environment sets others', () => {
  expect(limitsFrom({ AWS_LIMITS_WRITE_UNITS: '100', AWS_LIMITS_NETWORK_MS: '0', PATH: '/bin' })).toMatchObject({
    writeUnits: 100,
    readUnits: 3000,
    networkMs: 0,
  });
});
