import * as z from 'zod/mini';
import { flag } from '#lib/settings.ts';

/** A moment in UTC, ISO 8601. */
const moment = z.iso.datetime();

/** A key of the secret `token-keys`, in the order in which they stand there: the first one signs. */
export const TokenKey = z.strictObject({
  id: z.string().check(z.regex(/^[a-z0-9]{1,8}$/)),
  /** When the command `sign` put another key before it. */
  signedUntil: z.optional(moment),
});
export type TokenKey = z.infer<typeof TokenKey>;

/** A stage as it is deployed: its name, the texts of its variables, and the versions of its secrets. */
export interface Stage {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly tokenKeys: readonly TokenKey[];
  /** Whom alarms reach; null: nobody. */
  readonly pager: string | null;
  /** The name under which the edge is reached, and its certificate; null: CloudFront's own. */
  readonly edge: { readonly name: string; readonly certificate: string } | null;
  /** The account's concurrency, of which its functions get their shares; null: nothing is reserved. */
  readonly concurrency: { readonly account: number; readonly others: number } | null;
}

/** What a variable's text has to name, beyond its form; checked where values are set, so that no function carries it. */
export const namedRules: Readonly<
  Record<string, { readonly form: string; readonly holds: (text: string) => boolean }>
> = {
  SHOP_TIME_ZONE: { form: 'a time zone like Europe/Dublin', holds: (text) => isTimeZone(text) },
  SHOP_CURRENCIES: {
    form: 'a list of currencies like EUR,GBP',
    holds: (text) => eachOf(text, (code) => Intl.supportedValuesOf('currency').includes(code)),
  },
  SHOP_COUNTRIES: { form: 'a list of countries like IE,DE', holds: (text) => eachOf(text, isCountry) },
};

/** Whether there is at least one text, of those with commas between them, and all are so. */
const eachOf = (text: string, holds: (one: string) => boolean): boolean =>
  text.split(',').every((one) => holds(one.trim()));

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const isCountry = (code: string): boolean => /^[A-Z]{2}$/.test(code) && regions.of(code) !== undefined;

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

/** What a stage file may not say although every single value is well-formed. */
interface Rule {
  /** What is to be changed. */
  readonly sentence: string;
  readonly broken: (stage: Stage) => boolean;
}

const isProduction = ({ name }: Stage): boolean => name === 'prod';
const takesTestPayments = ({ values }: Stage): boolean => z.safeParse(flag, values['TEST_PAYMENTS']).data === true;
const provider = ({ values }: Stage): string | undefined => values['PAYMENT_PROVIDER'];

export const stageRules: readonly Rule[] = [
  {
    sentence: 'pager: missing. prod does not run without anybody who hears its alarms',
    broken: (stage) => isProduction(stage) && stage.pager === null,
  },
  {
    sentence: 'settings.PAYMENT_PROVIDER: prod takes no test payments',
    broken: (stage) => isProduction(stage) && provider(stage) === 'test',
  },
  {
    sentence: 'settings.TEST_PAYMENTS: prod takes no test payments',
    broken: (stage) => isProduction(stage) && takesTestPayments(stage),
  },
  {
    sentence: 'settings.TEST_PAYMENTS: the test provider is chosen and not switched on',
    broken: (stage) => provider(stage) === 'test' && !takesTestPayments(stage),
  },
  {
    sentence: 'secrets.stripe: missing. Stripe takes the payments',
    broken: (stage) => provider(stage) === 'stripe' && !('stripe' in stage.secrets),
  },
  {
    sentence: 'settings.OPENSEARCH_ENDPOINT: missing. OpenSearch is chosen to search in',
    broken: ({ values }) => values['SEARCH_ENGINE'] === 'opensearch' && !('OPENSEARCH_ENDPOINT' in values),
  },
  {
    sentence: 'secrets.origin-secrets: missing. Without it a stage has no edge, and `edge` names one',
    broken: ({ edge, secrets }) => edge !== null && !('origin-secrets' in secrets),
  },
  {
    sentence:
      'concurrency: missing. prod says how many invocations its account runs at once: each function gets its share of them',
    broken: (stage) => isProduction(stage) && stage.concurrency === null,
  },
  {
    sentence: 'settings.MAIL_FROM: nobody can send as an address that ends with .example',
    broken: (stage) => isProduction(stage) && /\.example$/i.test(stage.values['MAIL_FROM'] ?? ''),
  },
];
