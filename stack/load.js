/**
 * Reads the whole system from its folders and answers the model of stack/model.ts: every trigger folder's files with
 * the value that triggers each, and every module's stack.yml. osls, the local run, platform, the tests and the tools
 * all ask here: nothing is declared twice.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as yaml from 'js-yaml';
import { functionAlarms, metricAlarms, sharedAlarms, tableAlarms } from './alarms.ts';
import { apiOf, BASE_PATH } from './api.ts';
import { callerGrants } from './callers.ts';
import { closureOf, prefixOf } from './model.ts';
import { readModule } from './module-file.ts';
import { roleOf } from './roles.ts';
import { loadSettings, variablesFor } from './settings.ts';
import { describeFunction } from './triggers.ts';

export { closureOf } from './model.ts';

const root = join(import.meta.dirname, '..');
const kinds = /** @type {const} */ (['http', 'queue', 'schedule', 'stream', 'upload']);

/**
 * @typedef {import('./model.ts').Stack} Stack
 * @typedef {Pick<import('./stage-file.ts').Stage, 'name' | 'values' | 'secrets' | 'pager' | 'edge'>} File what a stage file says
 * @typedef {{ stage?: string, file?: File }} Options the stage's name alone, where nothing hangs on its file
 */

/** @param {Options} [options] @returns {Promise<Stack>} every module with its functions, in the order of their names */
export const loadStack = async ({
  stage = 'local',
  file = { name: stage, values: {}, secrets: {}, pager: null, edge: null },
} = {}) => {
  const files = globSync('functions/*/stack.yml', { cwd: root }).sort();
  const said = files.map((file) =>
    readModule(basename(dirname(file)), yaml.load(readFileSync(join(root, file), 'utf8'))),
  );
  const loaded = await Promise.all(handlerFiles().map((one) => load(one, file.name)));
  return stackOf(file, said, loaded, await loadSettings());
};

const handlerFiles = () =>
  kinds
    .flatMap((kind) =>
      globSync(`functions/*/${kind}/**/*.ts`, { cwd: root })
        .filter((file) => !/\.(test|page)\.ts$/.test(file))
        .map((file) => ({ kind, path: file.replaceAll(sep, '/') })),
    )
    .sort((a, b) => a.path.localeCompare(b.path));

/** @param {{ kind: import('./model.ts').Kind, path: string }} file @param {string} stage */
const load = async ({ kind, path }, stage) => {
  const place = { stage, kind, path, module: String(path.split('/')[1]), file: basename(path, '.ts') };
  const exports = await import(pathToFileURL(join(root, path)).href);
  return { ...describeFunction(place, exports, BASE_PATH), exports };
};

/**
 * Puts a stack together from what its files say.
 * @param {File} file
 * @param {readonly import('./module-file.ts').ModuleFile[]} said
 * @param {readonly import('./model.ts').LoadedFunction[]} functions
 * @param {import('./settings.ts').StatedSettings} stated what the modules say that they read
 * @returns {Stack}
 */
export const stackOf = (file, said, functions, stated) => {
  const { name: stage, values } = file;
  const prefix = prefixOf(stage);
  const events = { name: `${prefix}events` };
  const sources = said.map((one) => {
    const own = functions.filter(({ module }) => module === one.name);
    const stream = own.some(({ kind }) => kind === 'stream');
    const table = one.table ? { name: `${prefix}${one.name}`, ttlAttribute: 'ttl', ...one.table, stream } : null;
    const buckets = one.buckets.map((bucket) => ({ ...bucket, name: `${prefix}${one.name}-${bucket.id}` }));
    return {
      ...one,
      grants: { ...one.grants, table: [...callerGrants(one.name), ...one.grants.table] },
      table,
      buckets,
      own,
      queues: own.flatMap(({ trigger }) => ('queue' in trigger ? [trigger.queue.name] : [])),
      dead: own.flatMap(({ trigger }) => ('dead' in trigger ? [trigger.dead.name] : [])),
      limited: own.some(({ exports }) => exports.contract?.limit !== undefined),
      senders: one.sends ? sendersOf(values['MAIL_FROM']) : [],
    };
  });
  const modules = sources.map((one) => ({
    name: one.name,
    calls: one.calls,
    area: one.area,
    variables: variablesFor(stated, closureOf(said, one.name), file),
    table: one.table,
    buckets: one.buckets,
    role: roleOf(one, sources, prefix, events.name),
    alarms: [
      ...metricAlarms(prefix, stage, one.name, one.alarms),
      ...(one.table ? tableAlarms(one.table) : []),
      ...one.own.flatMap(functionAlarms),
      ...(one.operates ? sharedAlarms(prefix, stage) : []),
    ],
  }));
  const methods = functions.flatMap(({ trigger }) =>
    trigger.kind === 'http' && trigger.path !== '$default' ? trigger.methods : [],
  );
  const origins = (values['CORS_ORIGINS'] ?? '*').split(',').map((origin) => origin.trim());
  const pager = { name: `${prefix}alarms`, endpoint: file.pager };
  return { stage, edge: edgeStageOf(file), api: apiOf(methods, origins), events, pager, modules, functions };
};

/** Of two secrets that functions accept, an edge sends one. @param {File} file @returns {import('./model.ts').EdgeStage} */
const edgeStageOf = ({ secrets, edge }) => {
  const version = secrets['origin-secrets'];
  return { alias: edge, secret: version ? { name: 'origin-secrets', field: 'sent', version } : null };
};

/** @param {string | undefined} from `Shop <shop@example.org>` @returns {string[]} what SES may know it by: the address, its domain */
const sendersOf = (from = 'shop@floodgate.example') => {
  const address = from.match(/<([^>]+)>/)?.[1] ?? from.trim();
  return [address, address.slice(address.indexOf('@') + 1)];
};
