import type { Stack } from '../../../../stack/model.ts';

/** The modules whose functions have a copy of the index: their roles count, and the events are the history’s own. */
export const searchPath = (stack: Stack): Stack => ({
  ...stack,
  modules: stack.modules.filter(({ name }) => name === 'search' || name === 'site'),
  functions: stack.functions.filter(({ module }) => module === 'search' || module === 'site'),
});
