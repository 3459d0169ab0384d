/** What osls reads: functions and CloudFormation resources of one module (`SLICE`), or of the whole to look at. */
import { loadStack } from '../load.js';
import { alarmsOf } from './alarms.ts';
import { accessLogs, httpApiOf, stageExtension } from './api.ts';
import { bucketsOf } from './buckets.ts';
import { environmentOf } from './environment.ts';
import { functionExtension, functionOf } from './functions.ts';
import { functionKey, STAGE, shared } from './names.ts';
import { queuesOf } from './queues.ts';
import { roleOf } from './role.ts';
import { sharedOutputs, sharedResources } from './shared.ts';
import { tableOf } from './table.ts';

/**
 * Renders a stack, or one module of it. Pure.
 * @param {import('../model.ts').Stack} stack
 * @param {string | undefined} slice the one module to keep; all without it
 */
export const templateOf = (stack, slice) => {
  const { stage } = stack;
  const modules = stack.modules.filter(({ name }) => !slice || name === slice);
  const functions = stack.functions.filter(({ module }) => !slice || module === slice);
  const { here } = shared(stage, slice);
  return {
    httpApi: httpApiOf(stack, slice),
    logs: here ? accessLogs : {},
    environment: environmentOf(stack, slice, process.env),
    functions: Object.fromEntries(functions.map((fn) => [functionKey(fn.module, fn.file), functionOf(fn)])),
    resources: {
      Conditions: { Production: { 'Fn::Equals': [stage, 'prod'] } },
      Resources: Object.assign(
        {},
        here ? sharedResources(stack) : {},
        ...modules.map(({ name, role }) => roleOf(name, role, stage, slice)),
        ...modules.map(({ name, table }) => tableOf(name, table)),
        ...modules.map(({ alarms }) => alarmsOf(alarms, stage, slice)),
        ...modules.map(({ name, buckets }) => bucketsOf(name, buckets, functions, stage)),
        ...functions.map((fn) => queuesOf(fn, stage, slice)),
      ),
      ...(here ? { Outputs: sharedOutputs(stage) } : {}),
      extensions: Object.assign({}, here ? stageExtension(stack) : {}, ...functions.map(functionExtension)),
    },
  };
};

const slice = process.env['SLICE'] || undefined;
/** The stage's name is put in by osls: one packaging serves every stage of the same settings. */
const rendered = async () => templateOf(await loadStack({ stage: STAGE }), slice);

/** For serverless.yml. */
export const functions = async () => (await rendered()).functions;
export const resources = async () => (await rendered()).resources;
export const logs = async () => (await rendered()).logs;
export const httpApi = async () => (await rendered()).httpApi;
export const environment = async () => (await rendered()).environment;
