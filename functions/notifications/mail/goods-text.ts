import type { GoodsMail } from './goods-mail.ts';
import type { ShopOfMail } from './shop.ts';
import { addressLines, testNotice } from './summary.ts';

const rule = '-'.repeat(64);

/** A mail about goods as plain text: complete, for those who read mail that way. */
export const goodsText = (mail: GoodsMail, shop: ShopOfMail): string =>
  [
    ...(mail.test ? [testNotice, ''] : []),
    mail.heading,
    '',
    mail.sentence,
    '',
    `Order     ${mail.number}`,
    ...(mail.carrier === null ? [] : [`Carrier   ${mail.carrier}`]),
    ...mail.tracking.map(({ number, url }) => `Tracking  ${url === undefined ? number : `${number}: ${url}`}`),
    '',
    rule,
    ...mail.lines.map(({ title, sku, quantity }) => `${quantity} × ${title} · ${sku}`),
    rule,
    ...(mail.to ? ['', 'Ship to', '', ...addressLines(mail.to)] : []),
    '',
    shop.name,
    ...(shop.url ? [shop.url] : []),
    '',
  ].join('\n');
