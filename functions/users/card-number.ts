/**
 * Card data never enters: a text with something in it that looks like a card's number is refused and not logged.
 * Prefixes and lengths after ISO/IEC 7812 as the networks publish them; the check digit after Luhn (ISO/IEC 7812-1, B).
 */
const networks: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(6011|64[4-9]|65|62)/, lengths: [16, 17, 18, 19] },
  { prefix: /^35(2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { prefix: /^(30[0-5]|36|38|39)/, lengths: [14, 16, 17, 18, 19] },
  { prefix: /^(50|5[6-8]|63|67|220)/, lengths: [13, 14, 15, 16, 17, 18, 19] },
];

const luhn = (digits: string): boolean => {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

const isCardNumber = (digits: string): boolean =>
  networks.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits)) && luhn(digits);

/**
 * Whether a text contains what looks like a card's number: whole groups of digits, alone or divided by single blanks,
 * dots or dashes (`4111 1111 1111 1111`). A longer run of digits is another number and is let through.
 */
export const looksLikeCardNumber = (text: string): boolean => {
  for (const [run] of text
    .normalize('NFKC')
    .matchAll(/(?<![0-9A-Za-z])\d+(?:[ .\-\u2010-\u2015]\d+)*(?![0-9A-Za-z])/g)) {
    const groups = run.split(/\D/);
    for (let from = 0; from < groups.length; from += 1) {
      let digits = '';
      for (const group of groups.slice(from)) {
        digits += group;
        if (digits.length > 19) break;
        if (isCardNumber(digits)) return true;
      }
    }
  }
  return false;
};
