import * as z from 'zod/mini';

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
}

/** What a stage file may not say although every single value is well-formed. */
interface Rule {
  /** What is to be changed. */
  readonly sentence: string;
  readonly broken: (stage: Stage) => boolean;
}

const isProduction = ({ name }: Stage): boolean => name === 'prod';
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
    broken: (stage) => isProduction(stage) && stage.values['TEST_PAYMENTS'] === '1',
  },
  {
    sentence: 'settings.TEST_PAYMENTS: the test provider is chosen and not switched on',
    broken: (stage) => provider(stage) === 'test' && stage.values['TEST_PAYMENTS'] !== '1',
  },
  {
    sentence: 'secrets.stripe: missing. Stripe takes the payments',
    broken: (stage) => provider(stage) === 'stripe' && !('stripe' in stage.secrets),
  },
  {
    sentence: 'settings.MAIL_FROM: nobody can send as an address that ends with .example',
    broken: (stage) => isProduction(stage) && /\.example$/i.test(stage.values['MAIL_FROM'] ?? ''),
  },
];
