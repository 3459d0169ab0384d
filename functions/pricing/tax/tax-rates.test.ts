import { expect, test } from 'vitest';
import { taxRate, untaxed } from './tax-rates.ts';

const union = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

test('in the Union a standard rate is VAT of at least 15 % (Directive 2006/112/EC, article 97), and of 27 % at most today', () => {
  for (const country of union) {
    const { name, rate } = taxRate(country);
    expect(name, country).toBe('VAT');
    expect(Number(rate), country).toBeGreaterThanOrEqual(0.15);
    expect(Number(rate), country).toBeLessThanOrEqual(0.27);
  }
  expect(union.map((country) => taxRate(country).rate)).toContain('0.255');
});

test('outside of it each country has its own tax', () => {
  const taxes = 'GB CH LI NO IS AE BH OM SA ZA AU CA NZ SG JP US'.split(' ').map((country) => {
    const { name, rate } = taxRate(country);
    return `${country} ${name} ${rate}`;
  });
  expect(taxes).toEqual([
    'GB VAT 0.20',
    'CH VAT 0.081',
    'LI VAT 0.081',
    'NO VAT 0.25',
    'IS VAT 0.24',
    'AE VAT 0.05',
    'BH VAT 0.10',
    'OM VAT 0.05',
    'SA VAT 0.15',
    'ZA VAT 0.15',
    'AU GST 0.10',
    'CA GST 0.05',
    'NZ GST 0.15',
    'SG GST 0.09',
    'JP Consumption tax 0.10',
    'US Sales tax 0',
  ]);
});

test('there is no tax where no rate is known', () => {
  expect(taxRate('XX')).toEqual({ name: 'Tax', rate: '0' });
  expect(untaxed).toEqual({ name: 'Tax', rate: '0' });
});
