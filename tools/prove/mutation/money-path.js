/** The files of the money path whose mutants must die, and the pure tests that have to kill them. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { domainOf } from '../../../stack/boundaries.js';

const root = join(import.meta.dirname, '../../..');

/** The modules through which money and stock move. */
export const modules = ['inventory', 'pricing', 'checkout', 'orders', 'billing'];

/** @param {string} module @returns {string[]} */
const domainFiles = (module) => {
  const pure = new RegExp(`^functions/${module}/(${domainOf[module]})\\.ts$`);
  return globSync(`functions/${module}/**/*.ts`, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => pure.test(file))
    .sort();
};

/** Every domain file of these modules, and money itself. */
export const mutated = [...modules.flatMap(domainFiles), 'lib/money.ts'];

/** The test of a domain file lies beside it, has its name, and needs no engine. */
export const tests = mutated.map((file) => file.replace(/\.ts$/, '.test.ts'));
