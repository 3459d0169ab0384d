import { expect, test } from 'vitest';
import { checkPaymentInput } from './payment-input.ts';

const input = { method: null, returnUrl: null, cancelUrl: null };
const codeOf = (provider: string, more: Partial<Record<'method' | 'returnUrl' | 'cancelUrl', string>>): string => {
  try {
    checkPaymentInput(provider, { ...input, ...more });
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('a method is one that the provider knows', () => {
  expect(codeOf('test', { method: 'test_late' })).toBe('taken');
  expect(codeOf('test', { method: 'pm_card' })).toBe('payment-method-unknown');
  expect(codeOf('stripe', { method: 'pm_card' })).toBe('taken');
  expect(codeOf('stripe', { method: 'test_approved' })).toBe('payment-method-unknown');
});

test('a card number is refused wherever it stands', () => {
  expect(codeOf('test', { method: '4242 4242 4242 4242' })).toBe('card-number-refused');
  expect(codeOf('test', { returnUrl: 'https://shop.example/4242424242424242' })).toBe('card-number-refused');
});

test.each([
  '/thanks',
  'shop.example',
  'javascript:alert(1)',
  'ftp://shop.example',
  'https://me:pw@shop.example',
  '//x.example',
])('a buyer is not sent to %s', (url) => {
  expect(codeOf('test', { returnUrl: url })).toBe('return-url-refused');
  expect(codeOf('test', { cancelUrl: url })).toBe('return-url-refused');
});

test('a buyer is sent to a web address', () => {
  expect(
    codeOf('test', { returnUrl: 'https://shop.example/thanks?order=1', cancelUrl: 'http://localhost:5173/' }),
  ).toBe('taken');
});
