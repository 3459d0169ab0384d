/** What osls reads: functions and CloudFormation resources of the whole, or of one module (`SLICE`). */
import { alarmsOf } from './alarms.ts';
import { bucketsOf } from './buckets.ts';
import { environmentOf } from './environment.ts';
import { functionOf } from './functions.ts';
import { functionKey, STAGE, shared } from './names.ts';
import { queuesOf } from './queues.ts';
import { roleOf } from './role.ts';
import { sharedOutputs, sharedResources } from './shared.ts';
import { tableOf } from './table.ts';

/**
 * @param {import('../load.js').Stack} stack every module: a slice's role needs what the others grant
 * @param {string | undefined} slice the one module to keep; all without it
 * @param {import('../stage-file.ts').Stage} stage what the stage file says
 */
export const templateOf = (stack, slice, stage) => {
  const modules = stack.modules.filter(({ name }) => !slice || name === slice);
  const handlers = stack.handlers.filter(({ module }) => !slice || module === slice);
  const { here } = shared(slice);
  return {
    functions: Object.fromEntries(
      handlers.map((one) => [
        functionKey(one.module, one.name),
        functionOf(one, environmentOf(stack, one.module, stage, slice)),
      ]),
    ),
    resources: {
      Conditions: { Production: { 'Fn::Equals': [STAGE, 'prod'] } },
      Resources: Object.assign(
        {},
        here ? sharedResources : {},
        ...modules.map((module) => roleOf(stack, module)),
        ...modules.map(tableOf),
        ...modules.map((module) => alarmsOf(module, slice)),
        ...modules.map((module) =>
          bucketsOf(
            module,
            handlers.filter((one) => one.module === module.name),
          ),
        ),
        ...handlers.map((one) => queuesOf(one, slice)),
      ),
      ...(here ? { Outputs: sharedOutputs } : {}),
    },
  };
};

const slice = process.env['SLICE'] || undefined;

/** For serverless.yml: the API that a module's routes join. */
export const httpApi = { payload: '2.0', ...(shared(slice).here ? {} : { id: shared(slice).api }) };
