/** Letters that Unicode does not decompose, with their usual spelling; and the final sigma. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i', ς: 'σ',
}; // biome-ignore format: a table

/** Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic. */
// Not all of \p{M}: vowels of Thai and Hindi are marks, and so is what makes ガ of カ.
const accents = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\x00-\x7f]*$/;

/** Folds a text for comparison: NFKC, lower case, without accents (`Café`, `CAFE` and `ｃａｆｅ` are equal). */
export const fold = (text: string): string =>
  ascii.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .toLowerCase()
        .replace(accents, '')
        .replace(/[ßæœøđðþłıς]/g, (letter) => letters[letter] ?? letter)
        .normalize('NFC');
