import { expect, test } from 'vitest';
import { foldMailbox } from './fold-mailbox.ts';

test.each([
  ['ada@example.com', 'ada@example.com'],
  ['Ada@example.com', 'ada@example.com'],
  ['ada+1@example.com', 'ada@example.com'],
  ['ada+drop+7@example.com', 'ada@example.com'],
  ['ada.lovelace@example.com', 'ada.lovelace@example.com'],
  ['a.d.a+x@gmail.com', 'ada@gmail.com'],
  ['Ada@googlemail.com', 'ada@gmail.com'],
  ['ada.love_lace-1@pm.me', 'adalovelace1@proton.me'],
  ['ada-shop@yahoo.com', 'ada@yahoo.com'],
  ['ada-shop@example.com', 'ada-shop@example.com'],
  ['a-d.a@ya.ru', 'ada@yandex.com'],
  ['ada+x@me.com', 'ada@icloud.com'],
  ['+ada@example.com', '+ada@example.com'],
])('%s is limited as %s', (email, folded) => {
  expect(foldMailbox(email)).toBe(folded);
});
