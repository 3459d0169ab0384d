/** Loaded before a stack (`node --import`): plants the defect that `PLANTED_DEFECT` names into the code as it is loaded. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Defect, defects } from './defects.ts';

const root = join(import.meta.dirname, '../../..');

/** The code with a defect in it. @throws when a place is not there, or not once: then the defect is out of date */
export const planted = ({ file, changes }: Defect): string =>
  changes.reduce(
    (code, [find, plant]) => {
      const parts = code.split(find);
      if (parts.length !== 2) throw new Error(`defect: ${file} has ${parts.length - 1} places like "${find}"`);
      return parts.join(plant);
    },
    readFileSync(join(root, file), 'utf8'),
  );

const defect = defects[process.env['PLANTED_DEFECT'] ?? ''];
if (defect) {
  const [source, place] = [planted(defect), pathToFileURL(join(root, defect.file)).href];
  registerHooks({
    load: (url, context, next) => (url === place ? { ...next(url, context), source } : next(url, context)),
  });
}

/** The environment of a stack's process that plants a defect. */
export const planting = (name: string | undefined): Record<string, string> =>
  name === undefined
    ? {}
    : { PLANTED_DEFECT: name, NODE_OPTIONS: `--import=${pathToFileURL(import.meta.filename).href}` };
