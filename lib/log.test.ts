import { afterEach, expect, test } from 'vitest';
import { log, logTo } from './log.ts';

const lines: string[] = [];
logTo((line) => lines.push(line));
afterEach(() => lines.splice(0));

test('nothing secret or personal is written, at any depth', () => {
  log.info('contact set', {
    email: 'ada@example.com',
    order: { shippingAddress: { line1: 'Dock 1' }, id: 'ord_1' },
    headers: { authorization: 'Bearer fgk_abcdefgh' },
    note: 'cart crt_01ABCDEFGHJKMNPQRSTVWXYZ was changed with fgk_secretsecret',
  });
  const line = lines.join('');
  expect(line).not.toMatch(/ada@|Dock|fgk_abc|fgk_secret|crt_01AB/);
  expect(JSON.parse(line)).toMatchObject({ level: 'info', message: 'contact set', order: { id: 'ord_1' } });
});

test('an error is told with its name and place', () => {
  log.error('it broke', new TypeError('no'));
  expect(JSON.parse(lines.join(''))).toMatchObject({ level: 'error', error: { type: 'TypeError', reason: 'no' } });
});
