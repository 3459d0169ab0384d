import { minorDigits } from '#lib/money.ts';
import type { Certificate, VariantLine } from './certificate.ts';
import { type Law, laws } from './laws.ts';

export interface Heading {
  readonly stage: string;
  /** ISO 8601. */
  readonly at: string;
  /** Rows of a table, and entries of a list; what is beyond is counted. */
  readonly most: number;
}

const count = (value: number): string => value.toLocaleString('en');
const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** The certificate as plain text, for people. */
export const print = (certificate: Certificate, heading: Heading): string => {
  const { read, settled, violations } = certificate;
  const held = settled ? 'at rest' : 'while it may be selling';
  return [
    'CERTIFICATE OF STOCK AND MONEY',
    `Stage ${heading.stage}, ${heading.at}, ${held}`,
    `Proven from ${plural(read.events, 'kept fact')}, ${plural(read.tickets, 'ticket')} and ${plural(read.credits, 'credit')} alone; counters and rows are not believed, they may only accuse.`,
    '',
    ...stock(certificate, heading.most),
    '',
    ...trade(certificate, heading.most),
    '',
    ...onTheirWay(certificate, heading.most),
    '',
    ...proven(certificate, heading.most),
    '',
    verdict(violations.length, new Set(violations.map(({ law }) => law)).size),
    '',
  ].join('\n');
};

const numbers = ['opening', 'restocked', 'withdrawn', 'sold', 'held', 'returning', 'left'] as const;
/** `opening + restocked − withdrawn = sold + held + returning + left`, as the rule between two columns. */
const rules = { opening: '', restocked: '+', withdrawn: '−', sold: '=', held: '+', returning: '+', left: '+' } as const;

const stock = ({ variants }: Certificate, most: number): string[] => {
  if (variants.length === 0) return ['Stock: none was opened.'];
  const shown = variants.toSorted((a, b) => b.sold + b.held - a.sold - a.held).slice(0, most);
  const total = Object.fromEntries(numbers.map((name) => [name, variants.reduce((sum, line) => sum + line[name], 0)]));
  const label = (line: VariantLine): string => `${line.sku ?? line.what}${line.open ? ' (sells at any count)' : ''}`;
  const rest = variants.length - shown.length;
  const rows = [
    ...shown.map((line) => ({ label: label(line), line: line as unknown as Record<string, number> })),
    { label: `all ${plural(variants.length, 'variant')}`, line: total },
  ];
  const wide = Math.max(...rows.map((row) => row.label.length));
  const widths = numbers.map((name) => Math.max(name.length, ...rows.map(({ line }) => count(line[name] ?? 0).length)));
  const row = (first: string, cell: (name: (typeof numbers)[number]) => string, sign: boolean): string =>
    `  ${first.padEnd(wide)} ${numbers.map((name, index) => `${(sign ? rules[name] : '').padStart(2)} ${cell(name).padStart(widths[index] ?? 0)}`).join('')}`;
  return [
    row('Units', (name) => name, true),
    ...rows.slice(0, -1).map(({ label, line }) => row(label, (name) => count(line[name] ?? 0), false)),
    ...(rest > 0 ? [`  … and ${plural(rest, 'other')}, which sold no more than these`] : []),
    ...rows.slice(-1).map(({ label, line }) => row(label, (name) => count(line[name] ?? 0), true)),
  ];
};

/** An amount of minor units, as people write it. */
const amount = (minor: number, currency: string): string => {
  const digits = minorDigits(currency);
  const whole = (minor / 10 ** digits).toLocaleString('en', { minimumFractionDigits: digits });
  return `${whole} ${currency}`;
};

const trade = ({ orders, money, coupons, limits }: Certificate, most: number): string[] => {
  const { paid, pending, expired, cancelled } = orders;
  const shown = coupons.toSorted((a, b) => b.used - a.used).slice(0, most);
  return [
    `  Orders    ${count(paid)} paid, ${count(pending)} pending, ${count(expired)} expired, ${count(cancelled)} cancelled unpaid`,
    ...money.map(
      ({ currency, payments, came, back, kept }) =>
        `  Payments  ${plural(payments, 'payment')} brought ${amount(came, currency)}: ${amount(kept, currency)} kept, ${amount(back, currency)} went back`,
    ),
    ...shown.map(
      ({ code, most: limit, used, orders }) =>
        `  Coupon    ${code}: used ${limit === null ? plural(used, 'time') : `${count(used)} of ${count(limit)} times`}, named by ${plural(orders, 'order')}`,
    ),
    ...(coupons.length > most ? [`            … and ${plural(coupons.length - most, 'coupon')} more`] : []),
    ...(limits.count > 0
      ? [
          `  Limits    ${plural(limits.count, 'limit')} of single customers: ${count(limits.used)} of ${count(limits.most)} used`,
        ]
      : []),
  ];
};

const onTheirWay = ({ open }: Certificate, most: number): string[] => {
  if (open.length === 0) return ['  Open      nothing is on its way'];
  const kinds = Map.groupBy(open, ({ kind }) => kind);
  return [...kinds].flatMap(([kind, all]) => [
    `  Open      ${kind}: ${count(all.length)}`,
    ...all.slice(0, Math.min(3, most)).map(({ what }) => `            ${what}`),
    ...(all.length > Math.min(3, most) ? ['            …'] : []),
  ]);
};

const proven = ({ violations, settled }: Certificate, most: number): string[] =>
  (Object.entries(laws) as [Law, string][])
    .filter(([law]) => settled || law !== 'settled')
    .flatMap(([law, sentence]) => {
      const broken = violations.filter((one) => one.law === law);
      if (broken.length === 0) return [`  holds     ${law}: ${sentence}`];
      return [
        `  BROKEN    ${law}: ${sentence}`,
        ...broken
          .slice(0, most)
          .map(({ what, found, expected }) => `            ${what}: found ${found}, expected ${expected}`),
        ...(broken.length > most ? [`            … and ${count(broken.length - most)} more`] : []),
      ];
    });

const verdict = (violations: number, broken: number): string =>
  violations === 0
    ? 'All laws hold.'
    : `NOT CERTIFIED: ${plural(broken, 'law is', 'laws are')} broken, ${plural(violations, 'violation')}.`;
