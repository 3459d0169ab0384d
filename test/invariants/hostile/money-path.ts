import type { Stack } from '../../../stack/model.ts';

/**
 * The modules that a purchase runs through, and everyone who hears of it. Catalog is there for its prices; what it and
 * search make of a change (pages, an index) is no part of a purchase and is tested where it is made.
 */
const modules = new Set([
  'billing', 'catalog', 'checkout', 'inventory', 'notifications', 'orders', 'pricing', 'reports', 'users', 'webhooks',
]); // biome-ignore format: a list

export const moneyPath = (stack: Stack): Stack => ({
  ...stack,
  modules: stack.modules.filter(({ name }) => modules.has(name)),
  functions: stack.functions.filter(
    ({ module, kind }) => modules.has(module) && (module !== 'catalog' || kind === 'http'),
  ),
});
