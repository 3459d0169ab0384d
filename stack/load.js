/**
 * The whole system, read from its files: every trigger folder's files with the value that triggers each, and every
 * module's stack.yml. osls reads `functions` and `resources` from here, the local run and the tests read `loadStack()`:
 * nothing is declared twice. `SLICE=<module>` keeps one module.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as yaml from 'js-yaml';
import { templateOf } from './cloudformation/template.js';
import { loadSettings } from './settings.ts';
import { loadStage } from './stage-file.ts';

export { closureOf, timeoutOf, timeouts } from './model.ts';

const root = join(import.meta.dirname, '..');
const triggers = /** @type {const} */ (['http', 'queue', 'schedule', 'stream', 'upload']);

/**
 * @typedef {{ name: string, calls: string[], table?: { indexes?: string[] } | undefined, buckets?: Record<string, { expireDays?: number }>,
 *   grants?: { table?: string[], buckets?: Record<string, string[]>, queues?: Record<string, string[]> },
 *   statements?: object[], alarms?: Record<string, string>, operates?: boolean, stream: boolean }} Module
 * @typedef {{ id: string, module: string, name: string, kind: (typeof triggers)[number], file: string,
 *   exports: { handler: Function, contract?: import('../lib/contract.ts').Contract, on?: any, every?: string,
 *   settings?: { memory?: number, timeout?: number, concurrency?: number, batch?: number, window?: number } } }} Handler
 * @typedef {{ modules: Module[], handlers: Handler[], settings: import('./settings.ts').StatedSettings }} Stack
 */

/** @param {{ slice?: string | undefined }} [options] @returns {Promise<Stack>} every module with its functions, in the order of their names */
export const loadStack = async ({ slice = process.env['SLICE'] } = {}) => {
  const modules = globSync('functions/*/stack.yml', { cwd: root })
    .sort()
    .map((file) => moduleOf(file))
    .filter((module) => !slice || module.name === slice);
  const files = triggers.flatMap((kind) =>
    globSync(`functions/*/${kind}/**/*.ts`, { cwd: root })
      .filter((file) => !/\.(test|page)\.ts$/.test(file))
      .map((file) => ({ kind, file: file.replaceAll(sep, '/') })),
  );
  const handlers = await Promise.all(
    files
      .filter(({ file }) => modules.some((module) => module.name === file.split('/')[1]))
      .sort((a, b) => a.file.localeCompare(b.file))
      .map(async ({ kind, file }) => {
        const [module, name] = [String(file.split('/')[1]), basename(file, '.ts')];
        return {
          id: `${module}/${name}`,
          module,
          name,
          kind,
          file,
          exports: await import(pathToFileURL(join(root, file)).href),
        };
      }),
  );
  return { modules, handlers, settings: await loadSettings() };
};

/** @param {string} file @returns {Module} */
const moduleOf = (file) => {
  const read = /** @type {any} */ (yaml.load(readFileSync(join(root, file), 'utf8')) ?? {});
  const stream = globSync(`${dirname(file)}/stream/*.ts`, { cwd: root }).some((found) => !found.endsWith('.test.ts'));
  return { ...read, name: basename(dirname(file)), calls: read.calls ?? [], stream };
};

/**
 * For serverless.yml. A slice needs every module's grants, so all are read and one is kept.
 * @param {{ resolveVariable: (name: string) => Promise<string> }} osls
 */
const template = async ({ resolveVariable }) => {
  const stack = await loadStack({ slice: '' });
  return templateOf(stack, process.env['SLICE'], loadStage(await resolveVariable('sls:stage'), stack.settings));
};
/** @param {Parameters<typeof template>[0]} osls */
export const functions = async (osls) => (await template(osls)).functions;
/** @param {Parameters<typeof template>[0]} osls */
export const resources = async (osls) => (await template(osls)).resources;
