import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Mutant, mutants } from './mutants.ts';

const root = join(import.meta.dirname, '../../..');

/** The code with a mutant in it. @throws when the place is not there, or not once: then the mutant is out of date */
export const planted = ({ file, find, plant }: Mutant): string => {
  const parts = readFileSync(join(root, file), 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`mutant: ${file} has ${parts.length - 1} places like "${find}"`);
  return parts.join(plant);
};

/** Plants a mutant into the code that is loaded from now on. */
export const plant = (name: string): void => {
  const mutant = mutants[name];
  if (!mutant) throw new Error(`there is no mutant "${name}"; there are: ${Object.keys(mutants).join(', ')}`);
  const [source, place] = [planted(mutant), pathToFileURL(join(root, mutant.file)).href];
  registerHooks({
    load: (url, context, next) => (url === place ? { ...next(url, context), source } : next(url, context)),
  });
};
