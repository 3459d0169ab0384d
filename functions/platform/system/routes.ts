import { loadStack } from '../../../stack/load.js';
import type { Route } from '../route.ts';

let found: Promise<Route[]> | undefined;

/** Method and path of every route: read from the source when run from it, frozen into the bundle when packaged. */
export const routes = (): Promise<Route[]> => {
  found ??= read();
  return found;
};

const read = async (): Promise<Route[]> =>
  (await loadStack()).functions.flatMap(({ trigger }) =>
    trigger.kind === 'http' && trigger.path !== '$default'
      ? trigger.methods.map((method) => ({ method, path: trigger.path }))
      : [],
  );
