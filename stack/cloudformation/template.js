/** What osls reads: functions and CloudFormation resources of one module (`SLICE`), or of the whole to look at. */
import { edgeOf } from '../edge.ts';
import { loadStack } from '../load.js';
import { loadSettings } from '../settings.ts';
import { loadStage } from '../stage-file.ts';
import { alarmsOf } from './alarms.ts';
import { accessLogs, httpApiOf, stageExtension } from './api.ts';
import { bucketsOf } from './buckets.ts';
import { EDGE, edgeTemplate } from './edge/edge.ts';
import { environmentOf, secretParameters } from './environment.ts';
import { functionExtension, functionOf } from './functions.ts';
import { functionKey, shared } from './names.ts';
import { queuesOf } from './queues.ts';
import { roleOf } from './role.ts';
import { sharedOutputs, sharedResources } from './shared.ts';
import { tableOf } from './table.ts';

/**
 * Renders a stack, or one module of it, or its edge. Pure.
 * @param {import('../model.ts').Stack} stack
 * @param {string | undefined} slice the one module to keep, or `edge`; all modules without it
 */
export const templateOf = (stack, slice) => {
  const { stage } = stack;
  if (slice === EDGE) return { httpApi: {}, logs: {}, functions: {}, resources: edgeTemplate(stack, slice) };
  const atTheEdge = new Set(edgeOf(stack).origins.flatMap(({ bucket }) => bucket ?? []));
  const modules = stack.modules.filter(({ name }) => !slice || name === slice);
  const functions = stack.functions.filter(({ module }) => !slice || module === slice);
  const environments = new Map(
    modules.flatMap((module) => module.roles.map((role) => [role.name, environmentOf(stack, module, role, slice)])),
  );
  const { here } = shared(stage, slice);
  return {
    httpApi: httpApiOf(stack, slice),
    logs: here ? accessLogs : {},
    functions: Object.fromEntries(
      functions.map((fn) => [functionKey(fn.module, fn.file), functionOf(fn, environments.get(fn.role) ?? {})]),
    ),
    resources: {
      Parameters: secretParameters(stage, modules),
      Conditions: { Production: { 'Fn::Equals': [stage, 'prod'] } },
      Resources: Object.assign(
        {},
        here ? sharedResources(stack) : {},
        ...modules.flatMap(({ roles }) => roles.map((role) => roleOf(role, stage, slice))),
        ...modules.map(({ name, table }) => tableOf(name, table)),
        ...modules.map(({ alarms }) => alarmsOf(alarms, stage, slice)),
        ...modules.map(({ name, buckets }) => bucketsOf(name, buckets, functions, stage, atTheEdge)),
        ...functions.map((fn) => queuesOf(fn, stage, slice)),
      ),
      ...(here ? { Outputs: sharedOutputs(stage) } : {}),
      extensions: Object.assign({}, here ? stageExtension(stack) : {}, ...functions.map(functionExtension)),
    },
  };
};

const slice = process.env['SLICE'] || undefined;
/** @typedef {{ resolveVariable: (name: string) => Promise<string> }} Osls */

/** @param {Osls} osls @throws Error for what CloudFormation would refuse after the upload */
const rendered = async ({ resolveVariable }) => {
  if (!slice && !process.argv.includes('print'))
    throw new Error('All modules are more than one stack may hold: name one, as in SLICE=platform, which goes first.');
  const file = loadStage(await resolveVariable('sls:stage'), await loadSettings());
  const stack = await loadStack({ file });
  if (slice === EDGE && stack.edge.secret === null)
    throw new Error(`stack/stages/${file.name}.yml: an edge needs secrets.origin-secrets, see docs/how-to/edge.md.`);
  return templateOf(stack, slice);
};

/** For serverless.yml. @param {Osls} osls */
export const functions = async (osls) => (await rendered(osls)).functions;
/** @param {Osls} osls */
export const resources = async (osls) => (await rendered(osls)).resources;
/** @param {Osls} osls */
export const logs = async (osls) => (await rendered(osls)).logs;
/** @param {Osls} osls */
export const httpApi = async (osls) => (await rendered(osls)).httpApi;
