import { callerVariables } from '../callers.ts';
import type { Module, Role, Stack, Variable } from '../model.ts';
import { arn, bucketPrefix, type Json, logicalId, ref, shared, sub } from './names.ts';

/**
 * The environment of a role's functions: what follows from the stage and the deployment itself, what the stage file
 * says of the variables that the functions read, and their secrets. What a function does not run it does not get.
 */
export const environmentOf = (stack: Stack, module: Module, role: Role, slice: string | undefined): Json => ({
  ...derivedOf(stack, module, slice),
  ...Object.fromEntries(
    role.variables.map((one) => [one.name, typeof one.value === 'string' ? one.value : ref(parameterId(one))]),
  ),
});

const derivedOf = ({ stage, api: { basePath }, events }: Stack, { area }: Module, slice: string | undefined): Json => ({
  STAGE: stage,
  AREA: area,
  REGION: { Ref: 'AWS::Region' },
  URL_SUFFIX: { Ref: 'AWS::URLSuffix' },
  API_URL: {
    'Fn::Sub': [
      `https://\${Api}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}${basePath}`,
      { Api: shared(stage, slice).api },
    ],
  },
  EVENTS_TOPIC_ARN: arn('sns', events.name),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
  QUEUE_BASE_URL: sub('https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}'),
  BUCKET_PREFIX: sub(bucketPrefix(stage)),
  ...callerVariables,
});

const parameterId = ({ name }: Variable): string => logicalId('secret', name.toLowerCase());

/**
 * The secrets of a template, each once: a template may hold 60 dynamic references, and a module has more functions than
 * that times its secrets. So the reference is the default of a parameter and functions refer to that. An unchanged
 * reference is not resolved again: the version in it is what makes a deployment take a new value.
 */
export const secretParameters = (stage: string, modules: readonly Pick<Module, 'roles'>[]): Json =>
  Object.fromEntries(
    modules
      .flatMap(({ roles }) => roles.flatMap(({ variables }) => variables))
      .flatMap((one) => {
        if (typeof one.value === 'string') return [];
        const { name, field, version } = one.value;
        const Default = `{{resolve:secretsmanager:floodgate-${stage}-${name}:SecretString:${field}::${version}}}`;
        return [[parameterId(one), { Type: 'String', NoEcho: true, Default }]];
      }),
  );
