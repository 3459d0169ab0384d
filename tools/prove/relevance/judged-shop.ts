import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { SearchDocument } from '../../../functions/search/document.ts';
import type { Grades } from './ndcg.ts';

/** What was asked, what kind of question that is, and what shoppers judged of its answers. */
export interface JudgedQuery {
  readonly kind: string;
  readonly query: string;
  readonly grades: Grades;
}
/** Products and judged queries of them in one language. */
export interface JudgedShop {
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
  readonly documents: readonly SearchDocument[];
  readonly queries: readonly JudgedQuery[];
}

/** What a judged product is known by. */
export interface JudgedProduct {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly vendor?: string | undefined;
  readonly type?: string | undefined;
  readonly tags?: readonly string[];
  readonly skus?: readonly string[];
  readonly attributes?: readonly string[];
  readonly options?: SearchDocument['options'];
  readonly description?: string | undefined;
  /** Minor units. */
  readonly price?: number;
}

/** Bound of a description in a document. */
const CHARACTERS = 4000;

/** Makes a document of a product as search's sources make it: values of options are attributes, too. */
export const documentOf = (product: JudgedProduct): SearchDocument => {
  const { id, language, title, tags = [], skus = [], options = {}, price = 1000 } = product;
  const [vendor, type] = [product.vendor || null, product.type || null];
  const amount = { amount: price, currency: 'EUR' };
  return {
    id,
    kind: 'product',
    language,
    title,
    vendor,
    type,
    tags: [...tags],
    identifiers: [...skus],
    attributes: [...Object.values(options).flat(), ...(product.attributes ?? [])],
    description: (product.description ?? '').slice(0, CHARACTERS),
    collections: [],
    options,
    createdAt: '2026-01-01T00:00:00.000Z',
    units: 0,
    shown: {
      kind: 'product',
      product: {
        id,
        slug: id,
        title,
        vendor,
        type,
        tags: [...tags],
        sku: skus[0] ?? '',
        image: null,
        priceRange: { min: amount, max: amount },
        compareAtPrice: null,
        available: true,
        version: 1,
      },
    },
  };
};

/** Reads the rows of a CSV file with a header; lines that begin with `#` are comments. */
export const rowsOf = (text: string): Record<string, string>[] =>
  parse(text, {
    columns: true,
    comment: '#',
    comment_no_infix: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });

/** Reads one of the files beside this one. */
export const shopFile = (name: string): string => readFileSync(join(import.meta.dirname, 'shops', name), 'utf8');

/** Reads judged queries: `kind,query,grades`, the grades as `slug:3 slug:1`. @throws Error for a product that is not there */
export const judgedQueries = (text: string, products: ReadonlySet<string>): JudgedQuery[] =>
  rowsOf(text).map(({ kind = '', query = '', grades = '' }) => {
    const pairs = grades.split(' ').map((pair): [string, number] => {
      const [id = '', grade] = pair.split(':');
      if (!products.has(id) || !/^[0-3]$/.test(grade ?? '')) throw new Error(`judgment of «${query}»: ${pair}`);
      return [id, Number(grade)];
    });
    return { kind, query, grades: new Map(pairs) };
  });
