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

/**
 * The environment of every function in the local run: the same names that serverless.yml sets, and AWS's own
 * endpoint variables. A profile or credentials of the laptop's owner are never read.
 */
export const environment = (from: {
  stage: string;
  api: string;
  endpoints: Endpoints;
  stageKey: string;
}): Record<string, string> => ({
  STAGE: from.stage,
  API_URL: from.api,
  EVENTS_TOPIC_ARN: topicArn(`floodgate-${from.stage}-events`),
  QUEUE_BASE_URL: `${from.endpoints.sqs}/${ACCOUNT}`,
  BUCKET_PREFIX: `floodgate-${from.stage}`,
  STAGE_KEY: from.stageKey,
  PAYMENT_PROVIDER: 'test',
  TEST_PAYMENTS: '1',
  EXPOSE_COST: '1',
  // A laptop under load is no reason to give up on an engine.
  CONNECT_MS: '60000',
  REQUEST_MS: '120000',
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
});
