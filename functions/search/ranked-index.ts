import MiniSearch from 'minisearch';
import type { Flip } from '#lib/lifetime.ts';
import {
  fold,
  hasChanged,
  isVisible,
  type SearchSummary,
  soonest,
  summaryAt,
  summaryFlips,
  wordsOf,
} from '../catalog/public.ts';
import { type FacetKeys, facetKeysOf, facetsOf, foldedFilters, passes } from './facets.ts';
import type { Facets, Found, Place, Searcher, SearchInput, Suggested } from './search-engine.ts';

/** Weights of fields: a word of the title says most of what a product is. */
const boost = { title: 4, type: 2, vendor: 1.5, tags: 1 };
/** Letters from which on a word may have one wrong. */
const FUZZY_LENGTH = 5;
/** Letters from which on any word matches as a prefix; a query's final word always does. */
const PREFIX_LENGTH = 2;
/** Rankings held until the index changes: in a surge many queries are the same. */
const KEEP_RANKINGS = 200;
const SUGGESTING_HITS = 50;

/** Index of products in memory: full text over title, vendor, type and tags, ranked (BM25+), with prefixes. */
export interface RankedIndex extends Searcher {
  put(summary: SearchSummary): void;
  remove(id: string): void;
  search(input: SearchInput): Found;
  suggest(q: string, limit: number, at: string): Suggested;
}

/** A product with its folded title and facet keys. */
interface Entry {
  readonly summary: SearchSummary;
  readonly title: string;
  readonly keys: FacetKeys;
}
interface Ranked {
  readonly entry: Entry;
  readonly score: number;
}
/** Every match of some words that is shown at a moment, the facet counts of all of them, and when that changes. */
interface Ranking {
  readonly matches: readonly Ranked[];
  readonly facets: Facets;
  readonly moment: string;
  readonly flips: readonly Flip[];
}

/** Makes an empty index. */
export const rankedIndex = (): RankedIndex => {
  const entries = new Map<string, Entry>();
  const index = new MiniSearch<SearchSummary>({
    fields: ['title', 'vendor', 'type', 'tags'],
    extractField: (summary, field) => {
      const value = summary[field as 'id' | 'title' | 'vendor' | 'type' | 'tags'];
      return Array.isArray(value) ? value.join('\n') : (value ?? '');
    },
    tokenize: wordsOf,
    // The words are folded already.
    processTerm: (term) => term,
    searchOptions: {
      boost,
      combineWith: 'AND',
      prefix: (term, at, terms) => at === terms.length - 1 || term.length >= PREFIX_LENGTH,
      fuzzy: (term) => (term.length >= FUZZY_LENGTH && !/\d/.test(term) ? 1 : false),
      weights: { fuzzy: 0.2, prefix: 0.6 },
    },
  });
  const rankings = new Map<string, Ranking>();

  /** Ranks every match that is shown; of the same score by title, so that the order is stable. */
  const rank = (q: string, moment: string): Ranking => {
    const words = wordsOf(q).join(' ');
    const known = rankings.get(words);
    if (known && !hasChanged(known, moment)) return known;
    const found = index.search(words).flatMap(({ id, score }): Ranked[] => {
      const entry = entries.get(String(id));
      return entry ? [{ entry, score }] : [];
    });
    const matches = found
      .filter(({ entry }) => isVisible(entry.summary, moment))
      .sort(
        (a, b) =>
          b.score - a.score || order(a.entry.title, b.entry.title) || order(a.entry.summary.id, b.entry.summary.id),
      );
    const flips = found.flatMap(({ entry }) => summaryFlips(entry.summary, moment));
    const ranking = { matches, facets: facetsOf(keysOf(matches), []), moment, flips: soonest(flips, moment) };
    if (rankings.size >= KEEP_RANKINGS) rankings.clear();
    rankings.set(words, ranking);
    return ranking;
  };

  return {
    put(summary) {
      if (entries.has(summary.id)) index.replace(summary);
      else index.add(summary);
      entries.set(summary.id, { summary, title: fold(summary.title), keys: facetKeysOf(summary) });
      rankings.clear();
    },
    remove(id) {
      if (!entries.delete(id)) return;
      index.discard(id);
      rankings.clear();
    },
    search({ q, filters, limit, after, at }) {
      const all = rank(q, at);
      const wanted = foldedFilters(filters);
      const narrowed = wanted.length > 0;
      const matches = narrowed ? all.matches.filter(({ entry }) => passes(entry.keys, wanted)) : all.matches;
      const start = after ? startBehind(matches, after) : 0;
      const shown = matches.slice(start, start + limit);
      const last = start + limit < matches.length ? shown.at(-1) : undefined;
      return {
        summaries: shown.map(({ entry }) => summaryAt(entry.summary, at)),
        total: matches.length,
        facets: narrowed ? facetsOf(keysOf(all.matches), wanted) : all.facets,
        next: last && { id: last.entry.summary.id, score: last.score },
        flips: all.flips,
      };
    },
    suggest(q, limit, at) {
      const typed = wordsOf(q);
      const { matches, flips } = rank(q, at);
      const hits = matches.slice(0, SUGGESTING_HITS).map(({ entry }) => entry.summary);
      const phrases = hits.flatMap(({ title, type, vendor, tags }) => [title, type ?? '', vendor ?? '', ...tags]);
      const begins = (phrase: string): boolean => {
        const words = wordsOf(phrase);
        return typed.every((part) => words.some((word) => word.startsWith(part)));
      };
      // The words may be spread over fields, or misspelt: then the titles of the hits are the completions.
      const complete = phrases.filter(begins);
      const found = complete.length > 0 ? complete : hits.map(({ title }) => title);
      const distinct = new Map<string, string>();
      for (const phrase of found) if (!distinct.has(fold(phrase))) distinct.set(fold(phrase), phrase);
      return { phrases: [...distinct.values()].slice(0, limit), flips };
    },
  };
};

const keysOf = (matches: readonly Ranked[]): FacetKeys[] => matches.map(({ entry }) => entry.keys);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Finds where the next page starts: after the last hit of the page before, or after its score when it is gone. */
const startBehind = (matches: readonly Ranked[], after: Place): number => {
  const at = matches.findIndex(({ entry }) => entry.summary.id === after.id);
  if (at >= 0) return at + 1;
  const next = matches.findIndex(({ score }) => score < after.score);
  return next < 0 ? matches.length : next;
};
