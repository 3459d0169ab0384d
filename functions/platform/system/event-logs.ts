import { loadStack } from '../../../stack/load.js';

let found: Promise<string[]> | undefined;

/** The modules whose table keeps events, by name: read from the source, frozen into the bundle when packaged. */
export const eventLogs = (): Promise<string[]> => {
  found ??= loadStack().then(({ modules }) =>
    modules.filter((module) => module.table?.stream).map((module) => module.name),
  );
  return found;
};
