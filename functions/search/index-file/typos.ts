import type { DatabaseSync } from 'node:sqlite';

/** Letters of words that can be meant; with one more or less they are typed. */
const [SHORTEST, LONGEST] = [4, 24];
/** Words of which it is remembered that the table has them: most words of a document are in many others. */
const KEPT = 50_000;

const correctable = /^[\p{L}\p{M}]+$/u;

/** FNV-1a, 32 bits: keys in the table are small, and what collides is compared as text. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value | 0;
};

/** Lists a word and all that is left of it without one letter. */
const withoutOne = (word: string): string[] => {
  const letters = [...word];
  return [word, ...letters.map((_, at) => [...letters.slice(0, at), ...letters.slice(at + 1)].join(''))];
};

/** Answers whether two words differ by one letter wrong, missing, added, or transposed with its neighbour. */
export const isOneOff = (typed: string, meant: string): boolean => {
  const [a, b] = [[...typed], [...meant]];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  const [leftA, leftB] = [endA - start, endB - start];
  if (leftA <= 1 && leftB <= 1) return leftA + leftB > 0;
  return leftA === 2 && leftB === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
};

/**
 * Words that can be meant by one with a wrong letter: by all that is left of them without one letter (symmetric deletion,
 * as SymSpell does: two words with one letter of difference have such a rest in common). Words stay when their documents
 * go, until the file is sealed: who asks looks whether anything has them.
 */
export const typosOf = (db: DatabaseSync) => {
  const find = db.prepare('SELECT number FROM word WHERE word = ?');
  const add = db.prepare('INSERT INTO word (word) VALUES (?)');
  const addKey = db.prepare('INSERT OR IGNORE INTO typo (key, word) VALUES (?, ?)');
  const meant = db.prepare('SELECT word.word FROM typo JOIN word ON word.number = typo.word WHERE typo.key = ?');
  let known = new Set<string>();
  return {
    /** Adds those of some terms that can be meant. */
    add(terms: Iterable<string>): void {
      for (const term of terms) {
        if (known.has(term) || term.length < SHORTEST || term.length > LONGEST || !correctable.test(term)) continue;
        if (known.size >= KEPT) known = new Set();
        known.add(term);
        if (find.get(term)) continue;
        const number = add.run(term).lastInsertRowid;
        for (const part of withoutOne(term)) addKey.run(hash(part), number);
      }
    },
    /** Lists the words that one may be meant as, in the order of the alphabet. */
    of(typed: string): string[] {
      const found = new Set<string>();
      for (const part of withoutOne(typed.slice(0, LONGEST + 1)))
        for (const { word } of meant.iterate(hash(part))) if (isOneOff(typed, String(word))) found.add(String(word));
      return [...found].sort();
    },
    /** Forgets what a transaction added that was rolled back. */
    forget(): void {
      known = new Set();
    },
  };
};
export type Typos = ReturnType<typeof typosOf>;
