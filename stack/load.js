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
import { withShares } from './concurrency/with-shares.ts';
import { distributionParameter } from './edge.ts';
import { saidRoles } from './groups.ts';
import { closureOf, prefixOf } from './model.ts';
import { readModule } from './module-file.ts';
import { grantsOf } from './roles.ts';
import { loadSettings, variablesFor } from './settings.ts';
import { describeFunction } from './triggers.ts';

export { closureOf } from './model.ts';

/** What AWS gives an account, of which nobody else has anything. */
const YOUNG_ACCOUNT = { account: 1000, others: 0 };

const root = join(import.meta.dirname, '..');
const kinds = /** @type {const} */ (['http', 'queue', 'schedule', 'stream', 'upload']);

/**
 * @typedef {import('./model.ts').Stack} Stack
 * @typedef {Pick<import('./stage-file.ts').Stage, 'name' | 'values' | 'secrets' | 'pager' | 'edge'> & Partial<Pick<import('./stage-file.ts').Stage, 'concurrency'>>} File what a stage file says
 * @typedef {{ stage?: string, file?: File }} Options the stage's name alone, where nothing hangs on its file
 */

/** @param {Options} [options] @returns {Promise<Stack>} every module with its functions, in the order of their names */
export const loadStack = async ({
  stage = 'local',
  file = { name: stage, values: {}, secrets: {}, pager: null, edge: null, concurrency: YOUNG_ACCOUNT },
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
 * @param {readonly import('./model.ts').LoadedFunction[]} declared its functions, each under its module's role
 * @param {import('./settings.ts').StatedSettings} stated what the modules say that they read
 * @returns {Stack}
 */
export const stackOf = (file, said, declared, stated) => {
  const { name: stage, values, concurrency = null } = file;
  const prefix = prefixOf(stage);
  const events = { name: `${prefix}events` };
  const roles = new Map(said.map((one) => [one.name, saidRoles(one, filesOf(declared, one.name))]));
  /** @param {string} module */
  const rolesOf = (module) => roles.get(module) ?? [];
  const functions = withShares(declared, concurrency).map((fn) => ({
    ...fn,
    role: rolesOf(fn.module).find((one) => one.functions.includes(fn.file))?.name ?? fn.role,
  }));
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
      senders: one.sends ? sendersOf(values['MAIL_FROM']) : [],
    };
  });
  const modules = sources.map((one) => ({
    name: one.name,
    calls: one.calls,
    area: one.area,
    roles: rolesOf(one.name).map(({ functions: files, calls, without, purges, name }) => {
      const closure = closureOf([{ name: one.name, calls }, ...said], one.name);
      const limited = one.own.some((fn) => files.includes(fn.file) && fn.exports.contract?.limit !== undefined);
      const variables = variablesFor(stated, closure, file, without);
      const isAsked =
        values['SEARCH_ENGINE'] === 'opensearch' && variables.some(({ name }) => name === 'OPENSEARCH_ENDPOINT');
      return {
        name,
        variables,
        grants: grantsOf(
          one,
          {
            name,
            closure,
            limited,
            purges: purges ? distributionParameter(stage) : null,
            ...(isAsked ? { searches: values['OPENSEARCH_ENDPOINT'] } : {}),
          },
          sources,
          prefix,
          events.name,
        ),
      };
    }),
    table: one.table,
    buckets: one.buckets,
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
  const api = apiOf(methods, origins);
  return { stage, concurrency, edge: edgeStageOf(file), api, events, pager, modules, functions };
};

/** @param {readonly import('./model.ts').StackFunction[]} functions @param {string} name of their module */
const filesOf = (functions, name) => functions.filter(({ module }) => module === name).map(({ file }) => file);

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
