import { expect, test } from 'vitest';
import { errorsIn } from './behind.ts';
import { isRight, shown } from './report.ts';
import type { Found, Outcome } from './run.ts';

const outcome: Outcome = {
  requests: 2000,
  operations: 2,
  statuses: { 200: 1500, 400: 500 },
  again: 0,
  onlyRefused: { 'PUT /cups': ['cup-broken'] },
  found: [],
};
const found: Found = {
  operation: 'GET /mugs/{id}',
  what: 'a 500: internal',
  times: 3,
  number: 8,
  request: {
    method: 'GET',
    target: '/api/v1/mugs/%F0',
    headers: { authorization: 'Bearer secret', accept: 'x' },
    body: Buffer.from("{'}"),
    named: undefined,
    from: '127.0.0.1',
    broken: ['odd path'],
  },
  answer: '500 {"code":"internal"}',
};

test('a run without a fault says what was asked and answered', () => {
  expect(isRight(outcome)).toBe(true);
  expect(shown(outcome, 7)).toBe(
    [
      '2000 requests of seed 7 to 2 operations; answers 200: 1500, 400: 500.',
      'Refused every time:',
      '  PUT /cups (cup-broken)',
      '',
      '✓ No 5xx, no answer that breaks its schema or is not declared, none without X-Request-Id, none that hung.',
      '',
    ].join('\n'),
  );
});

test('a fault is told once, with its first request as a command, without its key, and how to repeat it alone', () => {
  const bad = { ...outcome, onlyRefused: {}, found: [found] };
  expect(isRight(bad)).toBe(false);
  expect(shown(bad, 7).split('\n').slice(2)).toEqual([
    '✗ GET /mugs/{id}: a 500: internal (3 times)',
    '  broken on purpose: odd path',
    "  curl -X GET '…/api/v1/mugs/%F0' -H 'authorization: …' -H 'accept: x' --data-binary (base 64) eyd9",
    '  → 500 {"code":"internal"}',
    "  alone: npm run fuzz -- --seed 7 --only 'GET /mugs/{id}' --requests 9",
    '',
    '✗ 1 kinds of faults, 0 times "try again".',
    '',
  ]);
});

test('"try again" is honest as long as it is rare', () => {
  expect(isRight({ ...outcome, again: 20 })).toBe(true);
  expect(isRight({ ...outcome, again: 21 })).toBe(false);
  expect(isRight({ ...outcome, requests: 10, again: 10 })).toBe(true);
});

test('what fails behind the answers is a fault, each kind once', () => {
  const line = (more: object) => JSON.stringify({ level: 'error', message: 'message failed', ...more });
  const log = [
    line({ function: 'a', n: 1 }),
    line({ function: 'a', n: 2 }),
    '{"level":"info"}',
    line({ metric: 'PaymentRefused' }),
    line({ metric: 'BugsMoney' }),
  ].join('\n');
  const behind = errorsIn(log);
  expect(behind.map((one) => one.split('\n')[0])).toEqual(['a: message failed', 'local run: message failed']);
  expect(isRight(outcome, behind)).toBe(false);
  expect(shown(outcome, 7, behind)).toContain('✗ behind the answers: a: message failed\n');
});
