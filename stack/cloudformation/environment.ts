import type { Stack } from '../model.ts';
import { arn, bucketPrefix, type Json, shared, sub } from './names.ts';

/** Settings of a shop that are passed on from the environment of whoever packages; lib/env.ts has the defaults. */
const open =
  /^(SHOP_[A-Z_]+|HOLD_SECONDS|PAYMENT_PROVIDER|STRIPE_MODE|TEST_PAYMENTS|TEST_LATE_SECONDS|MAIL_FROM|CORS_ORIGINS)$/;

/** Whoever deploys puts Stripe's secrets under this name: `{ "key": "sk_…", "webhooks": "whsec_…,whsec_…" }`. */
const stripeOf = (stage: string): Json => {
  const secret = (field: string) => `{{resolve:secretsmanager:floodgate-${stage}-stripe:SecretString:${field}}}`;
  return { STRIPE_SECRET_KEY: secret('key'), STRIPE_WEBHOOK_SECRETS: secret('webhooks') };
};

/** The environment of every function; lib/env.ts reads it. */
export const environmentOf = (
  { stage, api: { basePath }, events }: Stack,
  slice: string | undefined,
  given: Record<string, string | undefined>,
): Json => ({
  SHOP_REGION: { Ref: 'AWS::Region' },
  ...Object.fromEntries(Object.entries(given).filter(([name, value]) => open.test(name) && value !== undefined)),
  STAGE: stage,
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
  STAGE_KEY: shared(stage, slice).stageKey,
  ...(given['PAYMENT_PROVIDER'] === 'stripe' ? stripeOf(stage) : {}),
});
