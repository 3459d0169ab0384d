import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { type Contract, refusalsOf } from '#lib/contract.ts';
import type { RefusalKind } from '#lib/problem.ts';
import * as common from '#lib/refusals.ts';
import { loadStack } from '../../stack/load.js';
import { reachableCodes } from './reachable-refusals.ts';

const root = join(import.meta.dirname, '../..');

/** Codes that a bundler finds in the code of a route, which it never answers, and why. */
const neverAnswered: readonly (readonly [routes: RegExp, codes: string, why: string])[] = [
  [/^checkout-(?!add-coupon$)/, 'coupon-unknown coupon-expired', 'problems of a cart have these codes'],
  [/^checkout-(get|list|add|change-cart|remove|set-(line|shipping))/, 'country-not-served region-missing', 'problems of a cart too'],
  [/^checkout-remove-line$/, 'not-available too-many-lines', 'for a quantity above zero'],
  [/^checkout-(checkout-cart|change-shipping-address)$/, 'token-ended', 'orders are read for a token elsewhere'],
  [/^(checkout|orders)-/, 'invalid-signature', 'the adapter of a provider reads its reports, too'],
  [/^orders-(cancel|continue|sync|get|read)/, 'out-of-stock purchase-limit-reached coupon-limit-reached', 'of an order that is settled late, which is refunded then'],
  [/^orders-(cancel|continue|sync|get|read)|^checkout-checkout/, 'refund-exists invalid-amount', 'refunds in full have ids and amounts of their own'],
  [/^orders-(continue|sync|get|read)|^checkout-checkout/, 'not-refundable', 'money that comes too late goes back in the background'],
  [/^orders-(refund-order|decide-return)$/, 'refund-exists', 'ids of refunds are new'],
  [/^orders-(admin|cancel-any|change|decide|enter|fulfil|read|refund|renew)/, 'token-ended', 'staff has no token of an order'],
  [/^catalog-(create|change)-product$/, 'handle-too-long sku-too-long', 'the body’s schema bounds them before'],
  [/^catalog-create-product$/, 'variant-unknown', 'none of a new product is named by id'],
  [/^catalog-create-product$/, 'in-release', 'a new one is in none'],
  [/^catalog-archive-product$/, '*', 'it changes the status alone'],
  [/^catalog-delete-collection$/, 'slug-taken too-many-collections', 'of a collection that is written'],
  [/^pricing-delete-|^pricing-change-tax-settings$/, 'rules-too-large too-many-promotions', 'it becomes no larger'],
  [/^pricing-(change|delete)-promotion$/, 'code-taken', 'a code never changes'],
  [/^content-disarm-release$/, 'not-published revision-missing too-many-steps slug-taken price-list-started ends-before-start visibility-unchanged', 'arming refuses, and reads the same members'],
  [/^content-withdraw-entry$/, 'fraction-of-second', 'it is withdrawn now'],
  [/^reports-/, 'total-too-large', 'above nine quadrillions'],
]; // biome-ignore format: a table

const commonCodes = new Set<string>(
  Object.values(common).flatMap((kind) => (typeof kind === 'function' && 'code' in kind ? [kind.code] : [])),
);

interface Route {
  readonly id: string;
  readonly contract: Contract;
  readonly reachable: readonly string[];
  readonly readsIfMatch: boolean;
}
let routes: Route[];
beforeAll(async () => {
  const handlers = (await loadStack()).functions.flatMap(({ id, module, file, exports: { contract } }) => {
    const [path] = globSync(`functions/${module}/http/**/${file}.ts`, { cwd: root });
    return contract && path ? [{ id: id.replace('/', '-'), contract, path: path.replaceAll('\\', '/') }] : [];
  });
  const codes = await reachableCodes(handlers.map(({ path }) => path));
  routes = handlers.map(({ id, contract, path }) => ({
    id,
    contract,
    reachable: codes.get(path) ?? [],
    readsIfMatch: /\bifMatch\b/.test(readFileSync(join(root, path), 'utf8')),
  }));
});

const isAnswered = (id: string, code: string): boolean =>
  !neverAnswered.some(([named, codes]) => named.test(id) && (codes === '*' || codes.split(' ').includes(code)));

test('a contract declares each code that its code refuses with, and no other', () => {
  const undeclared: string[] = [];
  const unused: string[] = [];
  for (const { id, contract, reachable, readsIfMatch } of routes) {
    const declared = (contract.refuses ?? []).map(({ code }) => code);
    const derived = refusalsOf({ ...contract, refuses: [] }).map(({ code }) => code);
    const thrown = reachable.filter(
      (code) =>
        !commonCodes.has(code) ||
        code === 'version-conflict' ||
        (code === 'precondition-failed' && readsIfMatch && !derived.includes(code)),
    );
    for (const code of thrown) if (!declared.includes(code) && isAnswered(id, code)) undeclared.push(`${id} ${code}`);
    for (const code of declared) if (!reachable.includes(code)) unused.push(`${id} ${code}`);
  }
  expect({ undeclared, unused }).toEqual({ undeclared: [], unused: [] });
});

test('what is said to be never answered is in the code, and not declared', () => {
  const idle = neverAnswered.filter(([named, codes]) => {
    const of = routes.filter(({ id }) => named.test(id));
    const all = codes === '*' ? [] : codes.split(' ');
    return (
      of.length === 0 ||
      all.some((code) => !of.some(({ reachable }) => reachable.includes(code))) ||
      of.some(({ contract }) => contract.refuses?.some(({ code }) => all.includes(code)))
    );
  });
  expect(idle.map(([named, codes]) => `${named} ${codes}`)).toEqual([]);
});

test('a code is of one kind: its status, its meaning and its members are the same everywhere', async () => {
  const kinds: RefusalKind[] = [];
  for (const file of globSync(['functions/*/refusals.ts', 'lib/{refusals,money}.ts'], { cwd: root })) {
    const exported = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
    for (const [name, kind] of Object.entries(exported)) {
      if (typeof kind !== 'function' || !('meaning' in kind)) continue;
      const one = kind as unknown as RefusalKind;
      kinds.push(one);
      expect(name).toBe(one.code.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase()));
      expect(one.meaning, name).toMatch(/^[A-Zr].+[.…]$/);
    }
  }
  const codes = kinds.map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) < index)).toEqual([]);
  for (const { id, contract } of routes)
    expect(new Set(refusalsOf(contract).map(({ code }) => code)).size, id).toBe(refusalsOf(contract).length);
});
