import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as yaml from 'js-yaml';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { setting } from '#lib/settings.ts';
import { loadSettings, variablesOf } from './settings.ts';
import { loadStage, STAGES, stageOf } from './stage-file.ts';

const stated = await loadSettings();
const VERSION = '0a1b2c3d-0000-4000-8000-000000000000';
const secrets = { 'permanent-key': VERSION, 'cursor-key': VERSION, 'token-keys': VERSION };
const content = (settings: object = {}, more: object = {}) => ({
  settings: { PAYMENT_PROVIDER: 'test', TEST_PAYMENTS: true, MAIL_FROM: 'shop@shop.com', ...settings },
  secrets,
  tokenKeys: [{ id: 'k1' }],
  ...more,
});
const faults = (name: string, given: unknown): string[] => {
  try {
    stageOf(name, given, stated);
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.replace('  - ', ''));
  }
  return [];
};

test('values become the texts of variables', () => {
  const { values } = stageOf('dev', content({ HOLD_SECONDS: 60, SHOP_CURRENCIES: ['EUR', 'USD'] }), stated);
  expect(values).toEqual({
    PAYMENT_PROVIDER: 'test',
    TEST_PAYMENTS: '1',
    MAIL_FROM: 'shop@shop.com',
    HOLD_SECONDS: '60',
    SHOP_CURRENCIES: 'EUR,USD',
  });
});

test('one message lists all that is unknown, missing, malformed or of a secret', () => {
  const given = {
    settings: { HOLD_SECOND: 60, HOLD_SECONDS: 'long', STAGE: 'dev', STRIPE_SECRET_KEY: 'sk_1', TEST_PAYMENTS: false },
    secrets: { 'permanent-key': VERSION, stripes: VERSION },
    tokenKeys: [{ id: 'k1' }, { id: 'k1' }],
  };
  expect(faults('Dev', given)).toEqual([
    'a stage’s name has 2 to 12 lower-case letters and digits',
    'settings.HOLD_SECOND: unknown',
    'settings.HOLD_SECONDS: malformed. How long an unpaid order holds its stock, in seconds.',
    'settings.STAGE: follows from the stage',
    'settings.STRIPE_SECRET_KEY: a secret; put its version under secrets.stripe',
    'settings.PAYMENT_PROVIDER: missing. Where new payments go; old ones stay with the provider that has them.',
    'settings.MAIL_FROM: missing. The sender’s address, an identity of the mail service.',
    'secrets.stripes: unknown',
    'secrets.cursor-key: missing. Key of the cursors of lists.',
    'secrets.token-keys: missing. Keys of objects’ tokens: `<id>:<key>,…`, the first one signs.',
    'tokenKeys: one id stands twice',
  ]);
});

test('what is at another place than it belongs is named', () => {
  expect(
    faults('dev', { setting: {}, tokenKeys: [{ id: 'k1', key: 'x' }], secrets: { 'cursor-key': 'AWSCURRENT' } }),
  ).toEqual(['settings: missing', 'secrets.cursor-key: malformed', 'tokenKeys.0.key: unknown', 'setting: unknown']);
  expect(faults('dev', null)).toEqual(['settings: missing', 'tokenKeys: missing']);
});

test('prod refuses test payments, a sender that cannot exist, and alarms that nobody hears', () => {
  expect(faults('prod', content({ MAIL_FROM: 'shop@floodgate.example' }))).toEqual([
    'pager: missing. prod does not run without anybody who hears its alarms',
    'settings.PAYMENT_PROVIDER: prod takes no test payments',
    'settings.TEST_PAYMENTS: prod takes no test payments',
    'concurrency: missing. prod says how many invocations its account runs at once: each function gets its share of them',
    'settings.MAIL_FROM: nobody can send as an address that ends with .example',
  ]);
});

test('a provider that cannot work is refused', () => {
  expect(faults('dev', content({ TEST_PAYMENTS: false }))).toEqual([
    'settings.TEST_PAYMENTS: the test provider is chosen and not switched on',
  ]);
  expect(faults('dev', content({ PAYMENT_PROVIDER: 'stripe' }))).toEqual([
    'secrets.stripe: missing. Stripe takes the payments',
  ]);
});

test('OpenSearch is chosen with its address', () => {
  expect(faults('dev', content({ SEARCH_ENGINE: 'opensearch' }))).toEqual([
    'settings.OPENSEARCH_ENDPOINT: missing. OpenSearch is chosen to search in',
  ]);
  const address = { OPENSEARCH_ENDPOINT: 'https://search-shop.eu-central-1.es.amazonaws.com' };
  expect(stageOf('dev', content({ SEARCH_ENGINE: 'opensearch', ...address }), stated).values).toMatchObject(address);
});

test('a name of the edge comes with a certificate of us-east-1, and with the secret by which the API knows it', () => {
  const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d';
  const edge = { name: 'shop.com', certificate };
  expect(faults('dev', content({}, { edge }))).toEqual([
    'secrets.origin-secrets: missing. Without it a stage has no edge, and `edge` names one',
  ]);
  const all = { secrets: { ...secrets, 'origin-secrets': VERSION } };
  expect(stageOf('dev', content({}, { ...all, edge }), stated).edge).toEqual(edge);
  const elsewhere = { ...edge, certificate: certificate.replace('us-east-1', 'eu-west-1') };
  expect(faults('dev', content({}, { ...all, edge: elsewhere }))).toEqual(['edge.certificate: malformed']);
});

test('the stage files of the repository are right, the example as prod', () => {
  expect(loadStage('dev', stated).name).toBe('dev');
  expect(faults('prod', yaml.load(readFileSync(join(STAGES, 'prod.example.yml'), 'utf8')))).toEqual([]);
});

test('a stage without a file is refused', () => {
  expect(() => loadStage('nowhere', stated)).toThrow('There is no stack/stages/nowhere.yml');
});

test('two modules that state one variable differently are refused', () => {
  const one = (about: string, schema: z.ZodMiniType) => ({ SHOP_SIZE: setting(about, schema) });
  const of = (other: object) =>
    variablesOf({ lib: {}, a: one('How large.', z.string()), b: other as ReturnType<typeof one> }, ['a', 'b']);
  expect(Object.keys(of(one('How large.', z.string())))).toEqual(['SHOP_SIZE']);
  for (const other of [
    one('How wide.', z.string()),
    one('How large.', z.number()),
    one('How large.', z._default(z.string(), 'S')),
    { SHOP_SIZE: { about: 'How large.', schema: z.string(), secret: { name: 'size' } } },
  ])
    expect(() => of(other)).toThrow('settings: SHOP_SIZE is stated in two ways, once by b');
});

test.each([
  ['SHOP_TIME_ZONE', 'Europe/Atlantis'],
  ['SHOP_CURRENCIES', 'EUR,XQZ'],
  ['SHOP_CURRENCIES', ''],
  ['SHOP_COUNTRIES', ['IE', 'XQ']],
])('%s: %j names nothing and is refused', (name, value) => {
  expect(() => stageOf('dev', content({ [name]: value }), stated)).toThrow(`settings.${name}: malformed`);
});

test('a switch in quotes counts like one without', () => {
  expect(() => stageOf('prod', content({ TEST_PAYMENTS: 'true' }), stated)).toThrow('prod takes no test payments');
});
