import type { Stack } from '../../../../stack/model.ts';

/** The modules that a publication runs through, and who hears of it. Pictures are there and ready: making them is media's. */
const whole = new Set(['content', 'users', 'webhooks']);
/** What a price list that a release starts runs through, beside the routes. */
const pricing = new Set(['publish-events', 'apply-price-list', 'price-products', 'build-documents']);

export const contentPath = (stack: Stack): Stack => ({
  ...stack,
  modules: stack.modules.filter(({ name }) => whole.has(name) || name === 'catalog' || name === 'media'),
  functions: stack.functions.filter(
    ({ module, kind, file }) => whole.has(module) || (module === 'catalog' && (kind === 'http' || pricing.has(file))),
  ),
});
