import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../../local/triggers/trigger-event.ts';

const EVENTS = join(import.meta.dirname, '../..', 'events');
const id = (prefix: string): string => `${prefix}_01KAP0000000000000000EXAMP`;

/** What `$NAME` stands for where there is no shop to ask: something of the right form that nobody has. */
const forms: Readonly<Record<string, string>> = {
  ADMIN: 'fgk_nobody',
  STAGE: 'local',
  FRESH: 'sample-1',
  CART: id('crt'),
  ORDER: id('ord'),
  ORDER_TOKEN: 'k0.nobody',
  LINE: id('var'),
  PAYMENT: id('pay'),
  SENT_ORDER: id('ord'),
  SENT_ORDER_TOKEN: 'k0.nobody',
  SENT_LINE: id('var'),
  FULFILMENT: id('ful'),
  RETURN: id('ret'),
  UNPAID_ORDER: id('ord'),
  UNPAID_ORDER_TOKEN: 'k0.nobody',
  UNPAID_PAYMENT: id('pay'),
  TEST_OBJECT: 'tpo_00000000000000000000000000000001',
  REPORT_ID: 'tre_1',
  REPORT_AT: '1767225600',
  REPORT_SIGNATURE: 'v1,bm90IHNpZ25lZA==',
  REFUND: id('ref'),
  REFUNDED_ORDER: id('ord'),
  PRODUCT: id('prd'),
  VARIANT: id('var'),
  NEW_PRODUCT: id('prd'),
  NEW_SKU: 'SAMPLE-1',
  WEBHOOK: id('whk'),
  DELIVERY: id('dlv'),
  NOTIFICATION: id('ntf'),
  COLLECTION: id('col'),
  NEW_COLLECTION: id('col'),
  PRICE_LIST: id('prl'),
  NEW_PRICE_LIST: id('prl'),
  PROMOTION: id('prm'),
  NEW_PROMOTION: id('prm'),
  NEW_SHIPPING_OPTION: 'sample-1',
  TAX_RATE: id('tax'),
  NEW_TAX_RATE: id('tax'),
  IMPORT: id('imp'),
  NEW_IMPORT: id('imp'),
  API_KEY: id('key'),
};

/** Reads a function's plain sample with something of the right form in the place of its `$NAME`s. */
export const sampleOf = (functionId: string): Sample =>
  JSON.parse(
    readFileSync(join(EVENTS, `${functionId}.json`), 'utf8').replaceAll(
      /\$([A-Z][A-Z_]*)/g,
      (name, bare: string) => forms[bare] ?? name,
    ),
  );
