import { arn, BUCKET_PREFIX, type Json, STAGE, shared, sub } from './names.ts';

/** Settings of a shop that are passed on from the environment of whoever packages; lib/env.ts has the defaults. */
const open =
  /^(SHOP_[A-Z_]+|HOLD_SECONDS|PAYMENT_PROVIDER|STRIPE_MODE|TEST_PAYMENTS|TEST_LATE_SECONDS|MAIL_FROM|CORS_ORIGINS)$/;

/** Whoever deploys puts Stripe's secrets under this name: `{ "key": "sk_…", "webhooks": "whsec_…,whsec_…" }`. */
const secret = (field: string): string => `{{resolve:secretsmanager:floodgate-${STAGE}-stripe:SecretString:${field}}}`;
const stripe: Json = { STRIPE_SECRET_KEY: secret('key'), STRIPE_WEBHOOK_SECRETS: secret('webhooks') };

/** The environment of every function; lib/env.ts reads it. */
export const environmentOf = (slice: string | undefined, given: Record<string, string | undefined>): Json => ({
  SHOP_REGION: { Ref: 'AWS::Region' },
  ...Object.fromEntries(Object.entries(given).filter(([name, value]) => open.test(name) && value !== undefined)),
  STAGE,
  API_URL: {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
    'Fn::Sub': ['https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/api/v1', { Api: shared(slice).api }],
  },
  EVENTS_TOPIC_ARN: arn('sns', `floodgate-${STAGE}-events`),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
  QUEUE_BASE_URL: sub('https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}'),
  BUCKET_PREFIX: sub(BUCKET_PREFIX),
  STAGE_KEY: shared(slice).stageKey,
  ...(given['PAYMENT_PROVIDER'] === 'stripe' ? stripe : {}),
});
