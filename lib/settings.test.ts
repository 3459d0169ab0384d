import { afterEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { defineSettings, flag, forgetSettings, list, secret, setting, whole } from './settings.ts';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
  forgetSettings();
});

const settings = defineSettings('kitchen', {
  OVEN_SECONDS: setting('How long it bakes, in seconds.', z._default(whole, 60)),
  OVEN_NAMES: setting('The ovens.', list),
  OVEN_HOT: setting('Whether it is hot.', flag),
  OVEN_CODE: secret('What opens it.', z.optional(z.string()), 'oven', 'code'),
});

test('values are parsed at the first use, once, with their defaults, until they are forgotten', () => {
  Object.assign(process.env, { OVEN_NAMES: 'left, right,', OVEN_HOT: '1' });
  expect(settings()).toEqual({ OVEN_SECONDS: 60, OVEN_NAMES: ['left', 'right'], OVEN_HOT: true });
  process.env['OVEN_SECONDS'] = '5';
  expect(settings().OVEN_SECONDS).toBe(60);
  forgetSettings();
  expect(settings().OVEN_SECONDS).toBe(5);
});

test.each([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])('%s is a yes or a no', (text, expected) => {
  Object.assign(process.env, { OVEN_NAMES: '', OVEN_HOT: text });
  expect(settings().OVEN_HOT).toBe(expected);
});

test.each(['', '1e3', '-1', '0x10', '2.5', ' 5'])('"%s" is no whole number', (text) => {
  Object.assign(process.env, { OVEN_NAMES: '', OVEN_HOT: 'true', OVEN_SECONDS: text });
  expect(() => settings()).toThrow('OVEN_SECONDS');
});

test('one message names the module and every variable that is missing or malformed', () => {
  Object.assign(process.env, { OVEN_SECONDS: 'soon', OVEN_HOT: 'yes' });
  expect(() => settings()).toThrow('environment: OVEN_SECONDS, OVEN_NAMES, OVEN_HOT missing or malformed (kitchen)');
});

test('a secret says where its value lies, the others do not', () => {
  expect(settings.statements.OVEN_CODE.secret).toEqual({ name: 'oven', field: 'code' });
  expect('secret' in settings.statements.OVEN_NAMES).toBe(false);
});
