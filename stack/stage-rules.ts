import type { Stage } from './stage-file.ts';

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
