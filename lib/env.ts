import * as z from 'zod/mini';

/**
 * The environment of every function, parsed once, at the first invocation and not at import. serverless.yml and
 * local/ set the same names. Times carry their unit in the name.
 */
const list = z.pipe(
  z.string(),
  z.transform((text: string) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  ),
);
const flag = z.pipe(
  z.enum(['0', '1']),
  z.transform((text: '0' | '1') => text === '1'),
);
const whole = z.coerce.number().check(z.int(), z.nonnegative());

const Environment = z.object({
  STAGE: z.string().check(z.regex(/^[a-z0-9]{2,16}$/)),
  API_URL: z.url(),
  EVENTS_TOPIC_ARN: z.string(),
  QUEUE_BASE_URL: z.url(),
  BUCKET_PREFIX: z.string(),
  STAGE_KEY: z.string().check(z.minLength(32)),
  HOLD_SECONDS: z._default(whole, 1200),
  PAYMENT_PROVIDER: z._default(z.enum(['test', 'stripe']), 'test'),
  /** A deployed stage answers 404 on the test provider's routes and refuses its methods without this. */
  TEST_PAYMENTS: z._default(flag, false),
  TEST_LATE_SECONDS: z._default(whole, 5),
  /** Of Stripe: a secret or restricted key, and the secrets of the webhook endpoint (several while one is rotated). */
  STRIPE_SECRET_KEY: z.optional(z.string().check(z.minLength(1))),
  STRIPE_WEBHOOK_SECRETS: z._default(list, []),
  /** `checkout` sends the buyer to Stripe's page; `intents` gives the storefront a client secret for its own. */
  STRIPE_MODE: z._default(z.enum(['checkout', 'intents']), 'checkout'),
  /** Another address than Stripe's own, for a double of it: protocol, host and port. */
  STRIPE_API_BASE: z.optional(z.url()),
  MAIL_FROM: z._default(z.string(), 'shop@floodgate.example'),
  SHOP_NAME: z._default(z.string(), 'Floodgate demo shop'),
  /** The storefront that mails and the payment page link to; absent, they link to nothing. */
  SHOP_URL: z.optional(z.url()),
  /** The first one is the shop's own: catalog prices are in it. */
  SHOP_CURRENCIES: z._default(list, ['EUR']),
  SHOP_COUNTRIES: z._default(list, ['AT', 'BE', 'DE', 'ES', 'FR', 'GB', 'IE', 'IT', 'NL', 'PT', 'US']),
  SHOP_PRICES_INCLUDE_TAX: z._default(flag, true),
  SHOP_TIME_ZONE: z._default(z.string(), 'UTC'),
  SHOP_REGION: z._default(z.string(), 'local'),
  CORS_ORIGINS: z._default(list, ['*']),
  /** The SDK's own variable, set by the local run: presigned addresses lead there. */
  AWS_ENDPOINT_URL_S3: z.optional(z.url()),
  /** How long an engine may take to be reached and to answer; the SDK's defaults wait for ever. */
  CONNECT_MS: z._default(whole, 500),
  REQUEST_MS: z._default(whole, 1500),
  /** Answers carry what they cost (`X-Cost`): calls, read and write units. For development and the benchmark. */
  EXPOSE_COST: z._default(flag, false),
});
export type Env = z.infer<typeof Environment>;

let parsed: Env | undefined;

/** The parsed environment; throws at the first invocation, naming what is missing. */
export const env = (): Env => {
  if (!parsed) {
    const result = z.safeParse(Environment, process.env);
    if (!result.success) {
      throw new Error(
        `environment: ${result.error.issues.map((issue) => issue.path.join('.')).join(', ')} missing or malformed`,
      );
    }
    parsed = result.data;
  }
  return parsed;
};

/** Answers the stage, also when the rest of the environment is bad: a failure is counted under its stage. */
export const stage = (): string => process.env['STAGE'] ?? 'unknown';

/** Answers what the function's module serves, the setting `area` of its stack.yml: each area has one alarm for its bugs. */
export const area = (): Area => areas.find((one) => one === process.env['AREA']?.toLowerCase()) ?? 'other';
const areas = ['buying', 'money', 'telling', 'other'] as const;
type Area = (typeof areas)[number];

/** Forgets the parsed environment, for a process that changes it (tests, the local run). */
export const forgetEnv = (): void => {
  parsed = undefined;
};

/** The share of traces that are logged whole, 0 to 1. Read apart: of a malformed environment a line is written too. */
export const logSampleRate = (): number => Number(process.env['POWERTOOLS_LOGGER_SAMPLE_RATE']) || 0;
