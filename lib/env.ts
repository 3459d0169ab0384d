import * as z from 'zod/mini';
import { defineSettings, flag, list, setting, whole } from './settings.ts';

export { forgetSettings as forgetEnv } from './settings.ts';

/** Where items of one kind lie: `<module>/<prefix>`, the module whose table it is, and how partition keys begin. */
const place = z.pipe(
  z.string().check(z.regex(/^[a-z]+\/[a-z-]+$/)),
  z.transform((text: string) => {
    const [module = '', prefix = ''] = text.split('/');
    return { module, prefix };
  }),
);

/**
 * Reads what every function has. A module's own variables are stated in its `settings.ts`; the stack gives the values
 * that follow from the stage, a stage file the others.
 */
export const env = defineSettings('lib', {
  STAGE: setting('The stage’s name.', z.string().check(z.regex(/^[a-z0-9]{2,12}$/))),
  API_URL: setting('The public address of the API, up to and including the base path.', z.url()),
  EVENTS_TOPIC_ARN: setting('The topic that all events go to.', z.string()),
  QUEUE_BASE_URL: setting('What a queue’s name is appended to.', z.string()),
  BUCKET_PREFIX: setting('How every bucket’s name begins.', z.string()),
  URL_SUFFIX: setting('The domain of AWS’s services in this partition.', z._default(z.string(), 'amazonaws.com')),
  REGION: setting('The region, an attribute of every published event.', z._default(z.string(), 'local')),
  API_KEYS: setting('Where API keys are looked up by their hash.', place),
  RATE_LIMITS: setting('Where requests of limited routes are counted.', place),
  CORS_ORIGINS: setting('Origins whose browsers may call the API.', z._default(list, ['*'])),
  CONNECT_MS: setting('How long an engine may take to be reached, in milliseconds.', z._default(whole, 500)),
  REQUEST_MS: setting('How long an engine may take to answer, in milliseconds.', z._default(whole, 1500)),
  EXPOSE_COST: setting(
    'Whether answers carry what they cost (`X-Cost`: calls, read and write units), for development.',
    z._default(flag, false),
  ),
});

/** Answers the stage, also when the rest of the environment is bad: a failure is counted under its stage. */
export const stage = (): string => process.env['STAGE'] ?? 'unknown';

/** Answers what the function's module serves, the setting `area` of its stack.yml. */
export const area = (): string => process.env['AREA']?.toLowerCase() ?? 'other';

/** The share of traces that are logged whole, 0 to 1. Read apart: of a malformed environment a line is written too. */
export const logSampleRate = (): number => Number(process.env['POWERTOOLS_LOGGER_SAMPLE_RATE']) || 0;
