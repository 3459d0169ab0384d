/** Letters that Unicode does not take apart, as people type them without the right keyboard. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i',
}; // biome-ignore format: a table

/** A text as it is compared: lower case, without accents (`Café` and `CAFE` are one). */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłı]/g, (letter) => letters[letter] ?? letter);

/** The words of a text, folded: letters and digits of any script; what stands between them parts them. */
export const wordsOf = (text: string): string[] => fold(text.replace(/[’']/g, '')).match(/[\p{L}\p{N}]+/gu) ?? [];
