/** Letters that Unicode does not decompose, with their usual spelling in ASCII. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i',
}; // biome-ignore format: a table

/** Folds a text for comparison: lower case, without accents (`Café` and `CAFE` are equal). */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłı]/g, (letter) => letters[letter] ?? letter);

/** Splits a text into folded words: letters and digits of any script. */
export const wordsOf = (text: string): string[] => fold(text.replace(/[’']/g, '')).match(/[\p{L}\p{N}]+/gu) ?? [];
