import { afterAll, expect, test } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { defineSettings } from '#lib/settings.ts';
import { loadSettings } from '../stack/settings.ts';
import { environment, fromShell } from './environment.ts';

const stated = await loadSettings();
const endpoints = { dynamodb: 'http://a', sns: 'http://b', sqs: 'http://c', s3: 'http://d', ses: 'http://e' };
const variables = environment({
  stage: 'local',
  api: 'http://127.0.0.1:3000/api/v1',
  endpoints,
  stageKey: 's'.repeat(43),
});
const before = process.env;
afterAll(() => {
  process.env = before;
  forgetEnv();
});

test.each(Object.entries(stated))(
  'the local run gives %s all that it states, with nothing in the shell',
  (name, all) => {
    process.env = { ...variables };
    forgetEnv();
    expect(() => defineSettings(name, all)()).not.toThrow();
  },
);

test('engines are waited for ten times as long as on AWS', () => {
  expect(variables).toMatchObject({ CONNECT_MS: '5000', REQUEST_MS: '15000' });
});

test('a developer’s shell sets what modules state: a setting, a secret, a double’s address', () => {
  const shell = {
    HOLD_SECONDS: '10',
    SHOP_NAME: 'Mine',
    STRIPE_SECRET_KEY: 'sk_test_1',
    STRIPE_API_BASE: 'http://127.0.0.1:12111',
    CORS_ORIGINS: 'https://shop.com',
    EXPOSE_COST: '0',
  };
  expect(fromShell({ ...shell, PATH: '/bin', SHOP_NAMES: 'x' }, stated)).toEqual(shell);
});

test('what follows from the run itself is not taken from the shell', () => {
  const { AWS_ENDPOINT_URL_S3, ...given } = variables;
  const own = ['STAGE', 'API_URL', 'QUEUE_BASE_URL', 'PERMANENT_KEY', 'TOKEN_KEYS', 'CURSOR_KEY', 'API_KEYS'];
  const taken = Object.keys(fromShell({ ...given, AWS_ENDPOINT_URL_S3, REGION: 'elsewhere' }, stated));
  expect(taken.filter((name) => own.includes(name) || name === 'REGION' || name === 'AWS_ENDPOINT_URL_S3')).toEqual([]);
  expect(taken).toContain('PAYMENT_PROVIDER');
});
