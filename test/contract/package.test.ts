import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadStack } from '../../stack/load.js';
import { bundleSizes } from '../../tools/package/bundle-sizes.ts';
import { readLock } from '../../tools/package/locked-packages.ts';
import { nativePackagesOf } from '../../tools/package/native-packages.js';
import { nativeLoadsOf } from '../../tools/package/native-zip.ts';
import { httpTestEvent, testContext } from '../support/invoke.ts';
import type { Any } from './templates.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'floodgate-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bundles', () => {
  let sizes: Record<string, number>;
  beforeAll(async () => {
    sizes = await bundleSizes(join(folder, 'bundles'));
  });

  /** They run the modules of a whole purchase; a provider's adapter lies in their file, loaded when it is called. */
  const placingAndPaying = ['checkout/checkout-cart', 'orders/continue-payment'];
  /** They have LiquidJS, 81 KB, beside what every function has, 290 KB. */
  const isPage = (id: string): boolean => id.startsWith('site/');
  const most = (id: string): number =>
    id === 'site/get-search' ? 480_000 : placingAndPaying.includes(id) || isPage(id) ? 450_000 : 400_000;

  test('of HTTP handlers are under 400 KB, those that place and pay, and pages, under 450, the page that searches under 480', async () => {
    const { functions } = await loadStack();
    const routes = functions.filter(({ kind }) => kind === 'http').map(({ id }) => id);
    expect(routes.length).toBeGreaterThan(10);
    expect(routes.filter((id) => (sizes[id] ?? 0) === 0)).toEqual([]);
    expect(
      Object.fromEntries(routes.filter((id) => (sizes[id] ?? 0) >= most(id)).map((id) => [id, sizes[id]])),
    ).toEqual({});
  });

  const codeOf = (path: string): string => readFileSync(join(folder, 'bundles', path.replace(/\.ts$/, '.js')), 'utf8');

  test('load native packages where images are made, and nowhere else: each such zip weighs 9 MB', async () => {
    const { functions } = await loadStack();
    const loads = functions.map(({ id, module, path }) => ({ id, module, names: nativeLoadsOf(codeOf(path)) }));
    const found = loads.filter(({ names }) => names.length > 0);
    expect(Object.fromEntries(found.map(({ id, names }) => [id, names]))).toEqual({
      'media/crop-media': ['sharp'],
      'media/on-media-uploaded': ['sharp'],
    });
    const notOfItsModule = found.filter(({ module, names }) =>
      names.some((name) => !nativePackagesOf(module).includes(name)),
    );
    expect(notOfItsModule).toEqual([]);
    expect(nativePackagesOf().filter((name) => !found.some(({ names }) => names.includes(name)))).toEqual([]);
  });

  test('have OpenSearch’s client where a stage chooses it, and nowhere else', async () => {
    const { functions } = await loadStack();
    const holding = functions.filter(({ path }) => /opensearch-js|\/_bulk/.test(codeOf(path)));
    expect(holding.map(({ id }) => id)).toEqual([]);
    const chosen = await bundleSizes(undefined, { openSearch: true });
    const larger = functions.filter(({ id }) => (chosen[id] ?? 0) > (sizes[id] ?? 0)).map(({ id }) => id);
    expect(larger).toEqual(expect.arrayContaining(['search/build-index', 'search/search-products', 'site/get-search']));
    expect(larger.filter((id) => !/^(search|site)\//.test(id))).toEqual([]);
    for (const id of larger) expect((chosen[id] ?? 0) - (sizes[id] ?? 0)).toBeLessThan(340_000);
  });

  test('hold no code of a native package: its loader names the package of each platform', async () => {
    const lock = readLock();
    const platforms = nativePackagesOf().flatMap((name) =>
      Object.keys(lock[`node_modules/${name}`]?.optionalDependencies ?? {}),
    );
    expect(platforms).toContain('@img/sharp-linux-arm64');
    const { functions } = await loadStack();
    const holding = functions.filter(({ path }) => platforms.some((name) => codeOf(path).includes(name)));
    expect(holding.map(({ id }) => id)).toEqual([]);
  });

  /** A bundle as Lambda loads it: CommonJS, with nothing beside it but native packages. */
  const bundled = (id: string): Any => createRequire(import.meta.url)(join(folder, 'bundles', `${id}.js`));
  const call = (id: string, path: string, method = 'GET') =>
    bundled(id).handler(httpTestEvent({ path, method }), testContext());

  test('of platform carry the whole stack’s routes and document in them', async () => {
    const wrong = await call('functions/platform/http/default-route', '/admin/dead-letters', 'DELETE');
    expect(wrong).toMatchObject({ statusCode: 405, headers: { allow: 'GET, OPTIONS' } });
    const live = await import('../../functions/platform/system/openapi.ts');
    const document = await call('functions/platform/http/get-openapi', '/openapi.json');
    expect(document.body).toBe(await live.openApiJson());
    const page = await call('functions/platform/http/get-docs', '/docs');
    expect(page.body).toMatch(/^<!doctype html>/);
  });

  test('carry no descriptions of fields: the document has them', () => {
    const source = readFileSync(join(root, 'functions/orders/order/order.ts'), 'utf8');
    const texts = [...source.matchAll(/z\.describe\('([^']{20,})'\)/g)].map(([, text = '']) => text);
    expect(texts.length).toBeGreaterThan(20);
    const bundle = readFileSync(join(folder, 'bundles', 'functions/orders/http/get-order.js'), 'utf8');
    expect(texts.filter((text) => bundle.includes(text))).toEqual([]);
  });

  test('load, each with a handler and nothing done at import', async () => {
    const { functions } = await loadStack();
    for (const { path, id } of functions)
      expect(typeof bundled(path.replace(/\.ts$/, '')).handler, id).toBe('function');
  });

  test('of payments have their provider’s adapter in them', async () => {
    const request = { method: 'POST', path: '/payments/webhooks/{provider}', params: { provider: 'test' }, body: '{}' };
    const { handler } = bundled('functions/billing/http/receive-payment-report');
    const unsigned = await handler(httpTestEvent(request), testContext());
    expect(JSON.parse(unsigned.body)).toMatchObject({ status: 401, code: 'invalid-signature' });
  });

  test('answer as the source does', async () => {
    const shop = await call('functions/platform/http/get-shop', '/shop');
    expect(JSON.parse(shop.body)).toMatchObject({ currency: 'EUR', timeZone: 'UTC' });
  });
});

describe('osls', () => {
  /** Packages a slice as a deployment does, in folders of its own; answers where it lies. */
  const packaged = async (slice: string): Promise<string> => {
    const out = join(folder, slice);
    const temporary = join(folder, `tmp-${slice}`);
    mkdirSync(temporary);
    await promisify(execFile)(
      process.execPath,
      [join(root, 'node_modules/serverless/bin/serverless.js'), 'package', '--stage', 'dev', '--package', out],
      { cwd: root, env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: temporary, SLICE: slice } },
    );
    return out;
  };
  const templateIn = (out: string): Any =>
    JSON.parse(readFileSync(join(out, 'cloudformation-template-update-stack.json'), 'utf8'));

  test('packages the edge, which has no functions', async () => {
    const out = await packaged('edge');
    expect(readdirSync(out).filter((file) => file.endsWith('.zip'))).toEqual([]);
    const { Resources, Parameters, Mappings } = templateIn(out);
    const types = Object.values<Any>(Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /Lambda|ApiGateway/.test(type))).toEqual([]);
    expect(types).toContain('AWS::CloudFront::Distribution');
    expect(Parameters.OriginSecret.NoEcho).toBe(true);
    expect(Mappings.ShieldRegions['eu-west-3']).toEqual({ Shield: 'eu-west-2' });
  });

  test('packages a module offline, each function alone in its archive', async () => {
    const out = await packaged('reports');
    const zips = readdirSync(out).filter((file) => file.endsWith('.zip'));
    expect(zips.sort()).toEqual([
      'reportsGetDailyReport.zip',
      'reportsGetSales.zip',
      'reportsOnOrderPaid.zip',
      'reportsOnRefundSucceeded.zip',
      'reportsRollUpSales.zip',
    ]);
    const { Resources } = templateIn(out);
    const lambda = Resources.ReportsGetSalesLambdaFunction.Properties;
    expect(lambda).toMatchObject({
      FunctionName: 'floodgate-dev-reports-get-sales',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'functions/reports/http/admin/get-sales.handler',
      Role: { 'Fn::GetAtt': ['RoleReports', 'Arn'] },
    });
    expect(Object.keys(lambda.Environment.Variables).sort()).toEqual([
      'API_KEYS',
      'API_URL',
      'AREA',
      'BUCKET_PREFIX',
      'EVENTS_TOPIC_ARN',
      'QUEUE_BASE_URL',
      'RATE_LIMITS',
      'REGION',
      'STAGE',
      'URL_SUFFIX',
    ]);
    const routes = Object.values(Resources as Record<string, Any>).filter(
      ({ Type }) => Type === 'AWS::ApiGatewayV2::Route',
    );
    expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([
      'GET /api/v1/admin/reports/daily/{date}',
      'GET /api/v1/admin/reports/sales',
    ]);
    const mappings = Object.values(Resources as Record<string, Any>).filter(
      ({ Type }) => Type === 'AWS::Lambda::EventSourceMapping',
    );
    expect(mappings.map(({ Properties }) => Properties.FunctionResponseTypes)).toEqual([
      ['ReportBatchItemFailures'],
      ['ReportBatchItemFailures'],
    ]);
    expect(Resources.ReportsGetSalesLogGroup.Properties).toEqual({
      LogGroupName: '/aws/lambda/floodgate-dev-reports-get-sales',
      RetentionInDays: 30,
    });
  });
});
