import { describe, expect, test } from 'vitest';
import { roleOf } from '../../stack/cloudformation/role.ts';
import { loadStack, stackOf } from '../../stack/load.js';
import type { Role } from '../../stack/model.ts';
import { readModule } from '../../stack/module-file.ts';
import { loadSettings } from '../../stack/settings.ts';
import { fn } from '../support/stack-of.ts';
import type { Any } from './templates.ts';

const STAGE = 'stagingeast1';
const stack = await loadStack({ stage: STAGE });
const stated = await loadSettings();

/** What IAM takes of all inline policies of a role, white space aside ("IAM and AWS STS quotas", IAM user guide). */
const MOST_CHARACTERS = 10_240;
/** The longest partition, region and suffix that an ARN may have. */
const longest: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'ap-southeast-2',
  'AWS::AccountId': '123456789012',
  'AWS::URLSuffix': 'amazonaws.com.cn',
};
/** The text that CloudFormation makes of a part of a template. */
const resolved = (part: Any): string =>
  JSON.stringify(part, (_, value) => {
    const text = value?.['Fn::Sub'];
    if (typeof text === 'string') return text.replace(/\$\{([^}]+)\}/g, (all, name) => longest[name] ?? all);
    return value?.['Fn::ImportValue'] || value?.['Fn::GetAtt'] ? 'x'.repeat(100) : value;
  });
const charactersOf = (role: Role): number => {
  const [resource] = Object.values<Any>(roleOf(role, STAGE, 'any'));
  const policies: Any[] = resource.Properties.Policies;
  return policies.reduce((sum, { PolicyDocument }) => sum + resolved(PolicyDocument).length, 0);
};
const tooLong = (roles: readonly Role[]): string[] =>
  roles.filter((role) => charactersOf(role) > MOST_CHARACTERS).map(({ name }) => name);

describe('the inline policies of a role', () => {
  const roles = stack.modules.flatMap((module) => module.roles);

  test('have at most 10,240 characters together', () => {
    expect(roles.length).toBeGreaterThan(15);
    expect(Math.max(...roles.map(charactersOf))).toBeGreaterThan(3000);
    expect(tooLong(roles)).toEqual([]);
  });

  test('a role that a grant brings over it is found', () => {
    const keys = Array.from({ length: 900 }, (_, n) => `key-${n}#*`);
    const grant = {
      actions: ['dynamodb:GetItem'],
      resources: [{ kind: 'table' as const, name: 'floodgate-x-orders' }],
    };
    const more = roles.map((role) =>
      role.name === 'checkout' ? { ...role, grants: [...role.grants, { ...grant, leadingKeys: keys }] } : role,
    );
    expect(tooLong(more)).toEqual(['checkout']);
  });
});

describe('a stage with OpenSearch', () => {
  const askers = async (settings: Record<string, string>) => {
    const file = { name: STAGE, values: settings, secrets: {}, pager: null, edge: null };
    const { modules } = await loadStack({ file });
    const grants = modules.flatMap(({ roles }) => roles.map(({ name, grants: all }) => ({ name, all })));
    return grants.flatMap(({ name, all }) =>
      all.flatMap(({ actions, resources }) =>
        actions.includes('es:ESHttpPost') ? [[name, resources.map((one) => one.name).join()]] : [],
      ),
    );
  };
  const endpoint = (host: string) => ({ SEARCH_ENGINE: 'opensearch', OPENSEARCH_ENDPOINT: `https://${host}` });

  test('lets in the roles that search, to its own domain alone, and no other role', async () => {
    const found = await askers(endpoint('search-my-shop-abcdefghijklmnopqrstuvwxyz.eu-central-1.es.amazonaws.com'));
    expect(found.map(([name]) => name).sort()).toEqual(['search', 'site-search']);
    expect(new Set(found.map(([, domain]) => domain))).toEqual(new Set(['my-shop']));
  });

  test('elsewhere, or without, lets nobody into a domain', async () => {
    expect(await askers(endpoint('search.internal'))).toEqual([]);
    expect(await askers({ OPENSEARCH_ENDPOINT: 'https://x.eu-central-1.es.amazonaws.com' })).toEqual([]);
  });
});

describe('groups of functions', () => {
  const reading = fn('schedule', 'site', 'get-page', () => {}, { every: '1 hour' });
  const buying = fn('schedule', 'site', 'pay', () => {}, { every: '1 hour' });
  const grants = { table: [{ to: ['site'], keys: ['crt_*'], actions: ['GetItem', 'UpdateItem'] }] };
  const articles = { table: [{ to: ['site'], keys: ['ent_*'], actions: ['GetItem'] }] };
  const site = (groups: object) => readModule('site', { calls: ['content', 'checkout'], groups });
  const file = {
    name: 'test',
    values: { SITE_LANGUAGE: 'en', HOLD_SECONDS: '60' },
    secrets: { 'token-keys': '0a1b2c3d-0000-4000-8000-000000000000' },
    pager: null,
    edge: null,
  };
  const made = (groups: object) =>
    stackOf(
      file,
      [
        site(groups),
        readModule('content', { table: {}, grants: articles }),
        readModule('checkout', { calls: ['orders'], table: {}, grants }),
        readModule('orders', { table: {} }),
      ],
      [reading('test'), buying('test')],
      stated,
    );
  const groups = {
    pages: { functions: ['get-page'], calls: ['content'], without: ['TOKEN_KEYS'] },
    buying: { functions: ['pay'], calls: ['checkout'] },
  };
  const roleFor = (name: string, given: object = groups): Role =>
    made(given)
      .modules.flatMap(({ roles }) => roles)
      .find((role) => role.name === name) as Role;
  const tables = ({ grants: given }: Role): string[] =>
    given.flatMap(({ resources }) => resources.flatMap((one) => (one.kind === 'table' ? one.name : [])));
  const names = ({ variables }: Role): string[] => variables.map(({ name }) => name);

  test('have what the modules give that their code calls: a page has nothing of what pays', () => {
    expect(made(groups).functions.map(({ role }) => role)).toEqual(['site-pages', 'site-buying']);
    expect(tables(roleFor('site-pages'))).toEqual(['floodgate-test-content']);
    expect(tables(roleFor('site-buying'))).toEqual(['floodgate-test-checkout']);
    expect(names(roleFor('site-pages'))).toEqual(['SITE_LANGUAGE']);
    expect(names(roleFor('site-buying'))).toEqual(['SITE_LANGUAGE', 'HOLD_SECONDS', 'TOKEN_KEYS']);
  });

  test('may be granted to one by one', () => {
    const may = (to: string[]) => {
      const table = [{ to, keys: ['ent_*'], actions: ['GetItem'] }];
      const said = [site(groups), readModule('content', { table: {}, grants: { table } }), readModule('checkout', {})];
      const { modules } = stackOf(file, said, [reading('test'), buying('test')], stated);
      const [{ roles }] = modules as [(typeof modules)[number]];
      return roles.filter((role) => tables(role).length > 0).map(({ name }) => name);
    };
    expect([may(['site']), may(['site-pages']), may(['site-buying'])]).toEqual([['site-pages'], ['site-pages'], []]);
  });

  test('what is in none has the module’s own role, with all that it calls', () => {
    const some = { pages: groups.pages };
    expect(made(some).functions.map(({ role }) => role)).toEqual(['site-pages', 'site']);
    expect(tables(roleFor('site', some))).toEqual(['floodgate-test-content', 'floodgate-test-checkout']);
  });

  test('without any, all functions of a module have the same', () => {
    expect(tables(roleFor('site', {}))).toEqual(['floodgate-test-content', 'floodgate-test-checkout']);
    expect(names(roleFor('site', {}))).toEqual(['SITE_LANGUAGE', 'TOKEN_KEYS', 'HOLD_SECONDS']);
  });

  test.each<[string, object, string]>([
    ['a function in two', { ...groups, more: { functions: ['pay'] } }, 'pay is in more than one group'],
    ['a function that is not there', { ...groups, more: { functions: ['sing'] } }, 'there is no function sing'],
    [
      'a call that is not the module’s',
      { ...groups, pages: { ...groups.pages, calls: ['users'] } },
      'pages calls users, the module does not',
    ],
    [
      'a variable that nobody has',
      { ...groups, pages: { ...groups.pages, without: ['STRIPE'] } },
      'there is no STRIPE to be without',
    ],
  ])('%s is refused', (_, given, fault) => {
    expect(() => made(given)).toThrow(fault);
  });

  test('purge the edge where they say so, and nobody else may', () => {
    const may = (role: Role) => role.grants.some(({ actions }) => actions.includes('cloudfront:CreateInvalidation'));
    const roles = made({ ...groups, pages: { ...groups.pages, purges: true } }).modules.flatMap((one) => one.roles);
    expect(roles.filter(may).map(({ name }) => name)).toEqual(['site-pages']);
    const [reads] = roles.flatMap(({ grants }) => grants.filter(({ actions }) => actions.includes('ssm:GetParameter')));
    expect(reads?.resources).toEqual([{ kind: 'parameter', name: '/floodgate/test/edge/distribution' }]);
  });

  test('of the site and of exports: no order, no payment and no key where it is not worked with', async () => {
    const role = (name: string) => stack.modules.flatMap(({ roles }) => roles).find((one) => one.name === name) as Role;
    expect(tables(role('site-pages')).join()).not.toMatch(/search|orders|billing|checkout/);
    expect(tables(role('bulk-imports')).join()).not.toMatch(/orders|billing/);
    expect(tables(role('bulk-exports')).join()).toMatch(/orders/);
  });
});
