import { expect, test } from 'vitest';
import { closeness } from './line.ts';

const berlin = { country: 'DE', region: 'BE', postalPrefix: '101' };
const place = (country: string, region: string | null = null, postalPrefix = '') => ({ country, region, postalPrefix });

test('a place fits a destination that lies in it, and no other', () => {
  expect(closeness(place('AT'), berlin)).toBe(0);
  expect(closeness(place('DE', 'BY'), berlin)).toBe(0);
  expect(closeness(place('DE', null, '2'), berlin)).toBe(0);
  expect(closeness(place('DE', 'BE', '2'), berlin)).toBe(0);
  expect(closeness(place('DE', 'BY', '101'), berlin)).toBe(0);
  expect(closeness(place('DE'), berlin)).toBe(1);
});

test('the closer place is the higher: a region before the country, a postal prefix before a region, a longer one before a shorter', () => {
  const places = [place('DE'), place('DE', 'BE'), place('DE', null, '1'), place('DE', 'BE', '1'), place('DE', null, '10')]; // biome-ignore format: a row
  expect(places.map((one) => closeness(one, berlin))).toEqual([1, 2, 3, 4, 5]);
});

test('regions and postal codes are compared whatever the case of their letters', () => {
  const london = { country: 'GB', region: 'eng', postalPrefix: 'sw1' };
  expect(closeness(place('GB', 'ENG', 'SW'), london)).toBe(6);
  expect(closeness(place('GB', 'eng', 'sw'), { ...london, region: 'ENG', postalPrefix: 'SW1' })).toBe(6);
});

test('a place with a region does not fit a destination whose region is unknown; without one it does', () => {
  expect(closeness(place('DE', 'BE'), { ...berlin, region: null })).toBe(0);
  expect(closeness(place('DE'), { ...berlin, region: null })).toBe(1);
});

test('a prefix that is longer than what is known of the postal code does not fit', () => {
  expect(closeness(place('DE', null, '101'), { ...berlin, postalPrefix: '10' })).toBe(0);
});

test('a place fits what lies in its region, less closely than the region itself', () => {
  const lasPalmas = { country: 'ES', region: 'GC', within: 'CN', postalPrefix: '350' };
  const places = [place('ES'), place('ES', 'CN'), place('ES', 'GC'), place('ES', null, '3'), place('ES', 'MD')];
  expect(places.map((one) => closeness(one, lasPalmas))).toEqual([1, 1.5, 2, 3, 0]);
});
