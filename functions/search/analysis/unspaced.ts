/** Segments by the dictionaries of its scripts, whatever the locale. */
const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });

/** Cuts a run of a script without blanks into words, where a dictionary knows them. */
export const segmentsOf = (run: string): string[] => [...segmenter.segment(run)].map(({ segment }) => segment);

/** Lists each two letters that follow each other; a lone letter is itself. */
export const bigramsOf = (run: string): string[] => {
  const letters = [...run];
  if (letters.length === 1) return letters;
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
};

/**
 * Lists what a run is found by: each two letters, so that a word is found inside it wherever a dictionary would cut it,
 * longer words whole, so that they say more, and the final letter, so that each letter begins a term.
 */
export const termsOfRun = (run: string): string[] => {
  const letters = [...run];
  if (letters.length === 1) return letters;
  return [...bigramsOf(run), ...segmentsOf(run).filter((word) => [...word].length > 2), letters.at(-1) ?? ''];
};
