/**
 * Who may import whom, for dependency-cruiser: an allow-list made from every module's `calls:`, and a few rules that
 * hold everywhere. `npm run boundaries`; test/contract/boundaries.test.ts runs the same.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as yaml from 'js-yaml';

const root = join(import.meta.dirname, '..');
const triggers = '(http|queue|schedule|stream|upload)';
const inTrigger = `^functions/[^/]+/${triggers}/`;

/** @type {{ name: string, calls: string[] }[]} */
const modules = globSync('functions/*/stack.yml', { cwd: root })
  .sort()
  .map((file) => {
    const stack = /** @type {{ calls?: string[] } | null} */ (yaml.load(readFileSync(join(root, file), 'utf8')));
    return { name: basename(dirname(file)), calls: stack?.calls ?? [] };
  });

/**
 * The domain by module: entities and what is decided about them. Pure, so that a reader finds every rule of the shop
 * without a clock or an engine in it, and property tests run in memory. They may import each other and what lists here.
 * Regular expressions over the path inside the module, without `.ts`. Mutation testing (tools/prove/mutation/) reads the same.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const domainOf = {
  billing: 'payment/(payment|payment-input)|refund/refund|providers/units',
  bulk: 'import|csv/.+|exports/(order|product|stock)-rows|shopify-csv/.+',
  catalog:
    'product/(product|scheduled-price|words|assemble-product|apply-change|product-input|description)|price-lists/price-list|collections/(collection|collection-rule)|showing/visibility',
  checkout: 'cart|priced-cart|coupon-problems|limits/(limits-taken|mailbox)|order-draft',
  inventory: 'counters/stock|ledger/(ticket|movement)|audit/(audit|ledger-sums)',
  media: 'media',
  orders: 'order/(order|order-units|order-number)|payment/settle|after-payment/(fulfilment|refund|return)',
  platform: 'route|openapi/.+',
  pricing:
    'quote|arithmetic|line|schemas|price-with-promotions|promotions/(promotion|apply-promotions|discounts)|tax/(tax|tax-rates)|shipping/shipping-options',
  reports: 'sales|sums|row|hours',
  search: 'analysis/.+',
  users: 'api-key|contact|countries|email-address|fold-mailbox|card-number|buyer-text',
  webhooks: 'delivery|endpoint|event-types',
};
const domain = `^functions/(${Object.entries(domainOf)
  .map(([module, files]) => `${module}/(${files})`)
  .join('|')})\\.ts$`;
const pureLib = '^lib/(hash|money|problem|refusals|contract|retryable-error|text)\\.ts$';
const impurePackages = 'node_modules/(@aws-sdk|@smithy|@middy|@aws-lambda-powertools|ulid)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-imports-a-handler',
      comment: 'What two handlers need is a use case, at the module’s root.',
      severity: 'error',
      from: {},
      to: { path: inTrigger },
    },
    {
      name: 'handlers-know-no-sdk',
      severity: 'error',
      from: { path: inTrigger },
      to: { path: 'node_modules/@(aws-sdk|smithy|middy|aws-lambda-powertools)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-is-pure',
      comment: 'Time, ids and what was read come in as values.',
      severity: 'error',
      from: { path: domain },
      to: {
        pathNot: `${domain}|${pureLib}|node_modules/|/(public|events|refusals)\\.ts$`,
        dependencyTypesNot: ['core', 'type-only'],
      },
    },
    {
      name: 'domain-knows-no-engine',
      severity: 'error',
      from: { path: domain },
      to: { path: `${impurePackages}|^(fs|http|https|net|child_process|timers)` },
    },
    {
      name: 'events-and-their-entity-import-only-lib',
      severity: 'error',
      from: { path: '^functions/([^/]+)/events\\.ts$' },
      to: { pathNot: '^lib/|node_modules/zod/|^functions/$1/[a-z/-]+\\.ts$' },
    },
    {
      name: 'lib-knows-no-business',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(functions|stack|local|tools|test)/' },
    },
  ],
  allowed: [
    { from: {}, to: { dependencyTypes: ['core'] } },
    { from: {}, to: { dependencyTypes: ['npm'] } },
    // What a module's system/ reads at packaging is frozen into bundles.
    {
      from: { path: '^(stack|local)/|^functions/[^/]+/system/' },
      to: { dependencyTypes: ['npm-dev', 'npm-optional'] },
    },
    { from: {}, to: { path: '^aws-lambda$' } },
    { from: {}, to: { path: '^lib/' } },
    { from: { path: '^functions/([^/]+)/' }, to: { path: '^functions/$1/' } },
    { from: { path: '^functions/' }, to: { path: '^functions/[^/]+/(events|refusals)\\.ts$' } },
    { from: { path: '^functions/' }, to: { path: '^stack/function-settings\\.ts$', dependencyTypes: ['type-only'] } },
    { from: { path: '^functions/platform/system/' }, to: { path: '^stack/load\\.js$' } },
    { from: { path: '^stack/' }, to: { path: '^stack/' } },
    // The local run knows the description and the shop's own first steps (an administrator's key), and no tool.
    { from: { path: '^local/' }, to: { path: '^(local|stack|test/support)/|^functions/users/public\\.ts$' } },
    { from: { path: '^tools/' }, to: {} },
    ...modules
      .filter(({ calls }) => calls.length > 0)
      .map(({ name, calls }) => ({
        from: { path: `^functions/${name}/` },
        to: { path: `^functions/(${calls.join('|')})/public\\.ts$` },
      })),
  ],
  allowedSeverity: 'error',
  options: {
    exclude: { path: '\\.(test|fixture)\\.ts$|/fixtures/' },
    doNotFollow: { path: '^(node_modules|test)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(root, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
