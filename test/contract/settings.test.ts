import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { toCursor } from '#lib/cursor.ts';
import { env, forgetEnv } from '#lib/env.ts';
import { objectToken } from '#lib/object-token.ts';
import { uploadForm } from '#lib/presign.ts';
import { viewerKey } from '#lib/viewer.ts';
import { environmentOf } from '../../stack/cloudformation/environment.ts';
import { templateOf } from '../../stack/cloudformation/template.js';
import { loadStack } from '../../stack/load.js';
import type { Stack } from '../../stack/model.ts';
import { allVariables, loadSettings } from '../../stack/settings.ts';
import { stageOf } from '../../stack/stage-file.ts';
import { filesBehind } from '../support/imports.ts';

const root = join(import.meta.dirname, '../..');
const stated = await loadSettings();
const VERSION = '0a1b2c3d-0000-4000-8000-000000000000';
/** A stage with every secret there is. */
const stage = stageOf(
  'staging',
  {
    settings: { PAYMENT_PROVIDER: 'stripe', MAIL_FROM: 'shop@shop.com', API_URL: 'https://api.shop.com/api/v1' },
    secrets: { 'permanent-key': VERSION, 'cursor-key': VERSION, 'token-keys': VERSION, stripe: VERSION },
    tokenKeys: [{ id: 'k1' }],
  },
  stated,
);
const stack = await loadStack({ file: stage });
/** Environments by the name of the role that they go with. */
const environmentsOf = (given: Stack): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    given.modules.flatMap((module) =>
      module.roles.map((role) => [role.name, environmentOf(given, module, role, module.name)]),
    ),
  );
const environments = environmentsOf(stack);

/** What CloudFormation would put in place of a reference. */
const resolved: Readonly<Record<string, string>> = {
  STAGE: 'staging',
  QUEUE_BASE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012',
  TOKEN_KEYS: `k1:${'t'.repeat(40)}`,
  CURSOR_KEY: 'c'.repeat(40),
  PERMANENT_KEY: 'p'.repeat(40),
};
/** What Lambda itself puts into the environment. */
const ofLambda = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'own', AWS_SECRET_ACCESS_KEY: 'own' };
const textOf = (name: string, value: unknown): string =>
  resolved[name] ?? (typeof value === 'string' ? value : `resolved-${name}`);

const holders = (variable: string): string[] =>
  Object.entries(environments).flatMap(([module, variables]) => (variable in variables ? [module] : []));

describe('the environment of a function', () => {
  const ordersToken = 'functions/orders/order/order-token.ts';
  const before = process.env;
  beforeEach(() => {
    process.env = {};
    forgetEnv();
  });
  afterAll(() => {
    process.env = before;
    forgetEnv();
  });

  /** Where lib reads a variable of its own: by which file, and a call that does. */
  const inLib: Readonly<Record<string, () => unknown>> = {
    'lib/env.ts': () => env(),
    'lib/cursor.ts': () => toCursor('list', { pk: 'a' }),
    'lib/presign.ts': () => uploadForm('bucket', 'key', { maxBytes: 1, seconds: 1 }),
    'lib/object-token.ts': () => objectToken('order', 'ord_1'),
    'lib/viewer.ts': () => viewerKey({ 'x-viewer-address': '::1' }, '127.0.0.1'),
  };

  /** What a file states that these functions load and do not read: their own tests run them without it. */
  const unread: Readonly<Record<string, RegExp>> = { previewSettings: /^site\/get-(page|search)$|^search\// };

  test('lib reads variables where this test knows of it', () => {
    const reading = globSync('lib/*.ts', { cwd: root }).filter(
      (file) =>
        !/\.test\.ts$|^lib\/settings\.ts$/.test(file) &&
        /\bdefineSettings\(/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(reading.sort()).toEqual(Object.keys(inLib).sort());
  });

  test.each(stack.functions.map((one) => [one.id, one] as const))(
    '%s has every variable that its code reads, and needs no other',
    async (id, { path, role, exports: { contract } }) => {
      const variables = Object.entries(environments[role] ?? {});
      const own = Object.fromEntries(variables.map(([name, value]) => [name, textOf(name, value)]));
      process.env = { ...ofLambda, ...own };
      const files = filesBehind(path);
      expect(files).toContain('lib/env.ts');
      for (const one of files) {
        // Every route's wrapper can verify an object's token, and count; only some routes do.
        const unused =
          (one === 'lib/object-token.ts' && contract?.access !== 'owner' && !files.includes(ordersToken)) ||
          (one === 'lib/viewer.ts' && contract?.limit === undefined);
        if (!unused) await inLib[one]?.();
        if (!/^functions\/[a-z]+\/settings\.ts$/.test(one)) continue;
        for (const [name, read] of Object.entries<unknown>(await import(join(root, one))))
          if (typeof read === 'function' && 'statements' in read && unread[name]?.test(id) !== true) read();
      }
    },
  );
});

describe('secrets', () => {
  test('reach the modules that run the code that needs them, and no others', () => {
    const payers = ['billing', 'checkout', 'orders'];
    expect(holders('STRIPE_SECRET_KEY')).toEqual(payers);
    expect(holders('STRIPE_WEBHOOK_SECRETS')).toEqual(payers);
    // What everyone reads of the site has no key: its previews do.
    expect(holders('TOKEN_KEYS')).toEqual([
      'bulk-exports',
      'checkout',
      'content',
      'notifications',
      'orders',
      'site-preview',
    ]);
    expect(holders('PERMANENT_KEY')).toEqual([
      'billing',
      'bulk-exports',
      'checkout',
      'notifications',
      'orders',
      // Who answers a search counts its viewers of a day.
      'search',
      'site-search',
      'users',
      'webhooks',
    ]);
    expect(holders('CURSOR_KEY')).not.toContain('reports');
  });

  test('stand in a template once, as references with the version of the stage file', () => {
    const { Parameters } = templateOf(stack, 'orders').resources;
    const reference = (name: string, field: string) =>
      `{{resolve:secretsmanager:floodgate-staging-${name}:SecretString:${field}::${VERSION}}}`;
    expect(Parameters).toMatchObject({
      SecretTokenKeys: { Type: 'String', NoEcho: true, Default: reference('token-keys', '') },
      SecretStripeSecretKey: { Default: reference('stripe', 'key') },
    });
    expect(environments['orders']).toMatchObject({ TOKEN_KEYS: { Ref: 'SecretTokenKeys' } });
    for (const [name, { secret }] of Object.entries(allVariables(stated)))
      for (const module of secret ? holders(name) : [])
        expect(environments[module]?.[name], name).toEqual({ Ref: expect.stringMatching(/^Secret[A-Za-z]+$/) });
  });

  test('are fewer references than CloudFormation takes: 60 in a template', () => {
    for (const { name } of stack.modules) {
      const text = JSON.stringify(templateOf(stack, name));
      expect(text.match(/\{\{resolve:/g)?.length ?? 0, name).toBeLessThan(60);
    }
  });
});

describe('values', () => {
  const variablesOf = async (values: object) => {
    const slow = await loadStack({ file: { ...stage, values: { ...stage.values, ...values } } });
    return environmentsOf(slow);
  };

  test('come from the stage file and not from the shell', async () => {
    process.env['HOLD_SECONDS'] = '7';
    expect(environments['orders']).not.toHaveProperty('HOLD_SECONDS');
    expect((await variablesOf({ HOLD_SECONDS: '60' }))['orders']).toHaveProperty('HOLD_SECONDS', '60');
    delete process.env['HOLD_SECONDS'];
  });

  test('reach the modules that state them, and their callers', async () => {
    expect(holders('MAIL_FROM')).toEqual(['notifications']);
    const held = Object.entries(await variablesOf({ HOLD_SECONDS: '60' })).filter(([, one]) => 'HOLD_SECONDS' in one);
    expect(held.map(([module]) => module)).toEqual(['bulk-exports', 'checkout', 'orders']);
  });

  test('of the stage file go before what follows from the stack: the API’s public address', () => {
    expect(environments['webhooks']).toHaveProperty('API_URL', 'https://api.shop.com/api/v1');
  });
});
