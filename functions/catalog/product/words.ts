/** Letters that Unicode does not decompose, with their usual spelling in ASCII. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i',
}; // biome-ignore format: a table

/** Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic: not what makes ガ of カ, nor vowels of Thai. */
const accents = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;

/** Folds a text for comparison: lower case, without accents (`Café` and `CAFE` are equal). */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(accents, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłı]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFC');

/** Splits a text into folded words: letters and digits of any script. */
export const wordsOf = (text: string): string[] => fold(text.replace(/[’']/g, '')).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
