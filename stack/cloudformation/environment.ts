import type { Setting } from '#lib/settings.ts';
import { callerVariables } from '../callers.ts';
import type { Stack } from '../load.js';
import { closureOf } from '../model.ts';
import { variablesOf } from '../settings.ts';
import type { Stage } from '../stage-file.ts';
import { arn, BUCKET_PREFIX, type Json, STAGE, shared, sub } from './names.ts';

/**
 * The environment of a module's functions: what follows from the stage, what its file says of the variables that the
 * functions read, and references to their secrets, each with the version that the file names. What a function does not
 * run it does not get.
 */
export const environmentOf = (stack: Stack, module: string, stage: Stage, slice: string | undefined): Json => {
  const variables = variablesOf(stack.settings, closureOf(stack, module));
  const values = Object.entries(variables).flatMap(([name, setting]): [string, unknown][] => {
    const value = setting.secret ? secretOf(setting.secret, stage) : stage.values[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...derivedOf(slice), ...Object.fromEntries(values) };
};

/** An unchanged reference is not resolved again: the version in it is what makes a deployment take a new value. */
const secretOf = ({ name, field = '' }: NonNullable<Setting['secret']>, stage: Stage): string | undefined => {
  const version = stage.secrets[name];
  return version && `{{resolve:secretsmanager:floodgate-${STAGE}-${name}:SecretString:${field}::${version}}}`;
};

const derivedOf = (slice: string | undefined): Json => ({
  STAGE,
  REGION: { Ref: 'AWS::Region' },
  API_URL: {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
    'Fn::Sub': ['https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/api/v1', { Api: shared(slice).api }],
  },
  EVENTS_TOPIC_ARN: arn('sns', `floodgate-${STAGE}-events`),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
  QUEUE_BASE_URL: sub('https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}'),
  BUCKET_PREFIX: sub(BUCKET_PREFIX),
  ...callerVariables,
});
