import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EventDefinition } from '#lib/event.ts';

const root = join(import.meta.dirname, '../../..');

/** Lists the types of all facts that modules publish, from their `events.ts`. */
export const keptTypes = async (): Promise<string[]> => {
  const files = globSync('functions/*/events.ts', { cwd: root }).sort();
  const modules = await Promise.all(
    files.map(
      async (file): Promise<EventDefinition[]> => Object.values(await import(pathToFileURL(join(root, file)).href)),
    ),
  );
  return modules.flat().flatMap(({ type }) => (typeof type === 'string' ? [type] : []));
};
