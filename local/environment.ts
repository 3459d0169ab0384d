import * as z from 'zod/mini';
import { env } from '#lib/env.ts';
import { sha256 } from '#lib/id.ts';
import type { Statements } from '#lib/settings.ts';
import { callerVariables } from '../stack/callers.ts';
import { allVariables, derived, type StatedSettings } from '../stack/settings.ts';

export interface Endpoints {
  readonly dynamodb: string;
  readonly sns: string;
  readonly sqs: string;
  readonly s3: string;
  readonly ses: string;
}

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';
/** The only credentials that the S3 front accepts in a signature. */
export const ACCESS_KEY = 'local';
export const SECRET_KEY = 'local';

export const topicArn = (topic: string): string => `arn:aws:sns:${REGION}:${ACCOUNT}:${topic}`;
export const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

/** By what the local edge proves that it is one. */
export const originSecret = (stageKey: string): string => sha256(`origin\0${stageKey}`);

/** Port 9 discards, where anything listens at all. */
const NOBODY = 'http://127.0.0.1:9';

const longer = (name: 'CONNECT_MS' | 'REQUEST_MS'): string =>
  String(10 * z.parse(env.statements[name].schema, undefined));

/**
 * The environment of the local run, where all functions share one process: every variable that has no default, and
 * AWS's own endpoint variables. A profile or credentials of the laptop's owner are never read.
 * @param from.stageKey the data folder's secret; all keys of the stage are made of it
 * @param from.edgeControl what stands for CloudFront and Systems Manager; nobody without it, and AWS's own never
 */
export const environment = (from: {
  stage: string;
  api: string;
  endpoints: Endpoints;
  stageKey: string;
  edgeControl?: string;
}): Record<string, string> => ({
  STAGE: from.stage,
  API_URL: from.api,
  EVENTS_TOPIC_ARN: topicArn(`floodgate-${from.stage}-events`),
  QUEUE_BASE_URL: `${from.endpoints.sqs}/${ACCOUNT}`,
  BUCKET_PREFIX: `floodgate-${from.stage}`,
  ...callerVariables,
  PERMANENT_KEY: from.stageKey,
  // The id of tokens without one, so that those of an older data folder go on.
  TOKEN_KEYS: `k0:${from.stageKey}`,
  CURSOR_KEY: sha256(`cursor\0${from.stageKey}`),
  ORIGIN_SECRETS: originSecret(from.stageKey),
  MAIL_FROM: 'shop@floodgate.example',
  PAYMENT_PROVIDER: 'test',
  TEST_PAYMENTS: '1',
  EXPOSE_COST: '1',
  // A machine under load is no reason to give up on an engine: it is waited for ten times as long as on AWS.
  CONNECT_MS: longer('CONNECT_MS'),
  REQUEST_MS: longer('REQUEST_MS'),
  POWERTOOLS_METRICS_DISABLED: 'true',
  CORS_ORIGINS: '*',
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: ACCESS_KEY,
  AWS_SECRET_ACCESS_KEY: SECRET_KEY,
  AWS_SESSION_TOKEN: '',
  AWS_PROFILE: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL_DYNAMODB: from.endpoints.dynamodb,
  AWS_ENDPOINT_URL_DYNAMODB_STREAMS: from.endpoints.dynamodb,
  AWS_ENDPOINT_URL_SNS: from.endpoints.sns,
  AWS_ENDPOINT_URL_SQS: from.endpoints.sqs,
  AWS_ENDPOINT_URL_S3: from.endpoints.s3,
  AWS_ENDPOINT_URL_SESV2: from.endpoints.ses,
  AWS_ENDPOINT_URL_CLOUDFRONT: from.edgeControl ?? NOBODY,
  AWS_ENDPOINT_URL_SSM: from.edgeControl ?? NOBODY,
});

const keys: ReadonlySet<string> = new Set([
  'PERMANENT_KEY',
  'TOKEN_KEYS',
  'CURSOR_KEY',
  'ORIGIN_SECRETS',
  'API_URL',
  'TEST_PAYMENTS',
]);

/**
 * The variables of the modules that a developer may set in the shell for a run, Stripe's secrets too. What follows from
 * the run itself, and its keys, are not among them.
 */
export const shopVariables = (stated: StatedSettings): Statements =>
  Object.fromEntries(Object.entries(allVariables(stated)).filter(([name]) => !derived.has(name) && !keys.has(name)));

/** What a developer set in the shell for a run. */
export const fromShell = (
  shell: Readonly<Record<string, string | undefined>>,
  stated: StatedSettings,
): Record<string, string> =>
  Object.fromEntries(
    Object.keys(shopVariables(stated)).flatMap((name): [string, string][] => {
      const value = shell[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
