import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';

type Stemmer = (word: string) => string;

/** Plurals that no rule of an English stemmer takes back; a map, since an object has a word `constructor`. */
const irregular: ReadonlyMap<string, string> = new Map(Object.entries({
  women: 'woman', men: 'man', children: 'child', feet: 'foot', teeth: 'tooth', geese: 'goose', mice: 'mouse',
  people: 'person', lives: 'life', wives: 'wife', elves: 'elf', selves: 'self', thieves: 'thief', hooves: 'hoof',
  wharves: 'wharf', dwarves: 'dwarf', dice: 'die', oxen: 'ox',
})); // biome-ignore format: a table
/** The same of words that also end others (`bookshelves`); `olives` and `gloves` are regular. */
const irregularEnd = /(kni|shel|wol|scar|hal|cal|lea|loa)ves$/;
const withFe = new Set(['kni']);

const englishWithPlurals: Stemmer = (word) => {
  const single =
    irregular.get(word) ?? word.replace(irregularEnd, (_, start) => `${start}f${withFe.has(start) ? 'e' : ''}`);
  const stem = english(single);
  // `women's`: the rule takes only its end.
  return irregular.get(stem) ?? stem;
};

/** By language (BCP 47, its first part). */
const stemmers: Readonly<Record<string, Stemmer>> = {
  da: danish, de: german, en: englishWithPlurals, es: spanish, fi: finnish, fr: french, it: italian, nb: norwegian,
  nl: dutch, nn: norwegian, no: norwegian, pt: portuguese, sv: swedish,
}; // biome-ignore format: a table

/** The part of a language (BCP 47) that decides how its words are stemmed. */
export const primaryOf = (language: string): string => language.slice(0, 2).toLowerCase();

/** Letters from which on a word has a stem; shorter ones are names of things (`USB`, `bus`). */
const STEMMED_LENGTH = 4;
/** Stems that are remembered of each language: a stemmer takes about a microsecond a word, and words repeat. */
const KEPT = 50_000;
const known = new Map<Stemmer, Map<string, string>>();

/**
 * Stems a folded word by the rules of a language (BCP 47); a word of a language without rules, with a digit or with
 * fewer than four letters is its own stem.
 */
export const stemOf = (word: string, language: string): string => {
  const stemmer = stemmers[primaryOf(language)];
  if (stemmer === undefined || word.length < STEMMED_LENGTH || !/^[\p{L}\p{M}]+$/u.test(word)) return word;
  let stems = known.get(stemmer);
  if (stems === undefined || stems.size >= KEPT) {
    stems = new Map();
    known.set(stemmer, stems);
  }
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = stemmer(word) || word;
    stems.set(word, stem);
  }
  return stem;
};
