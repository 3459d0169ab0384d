/**
 * Measures one sealed index in a process of its own, so that nothing of its making is in memory: run with `--expose-gc` and
 * the file's path; prints JSON. `search-size.ts` starts it.
 */
import { isoTime, nowMs } from '#lib/clock.ts';
import type { Filters, SearchInput, Sort } from '../../../functions/search/engine.ts';
import { openIndexFile } from '../../../functions/search/index-file/index-file.ts';
import { everywhere, inEachFifth, syntheticProducts } from './synthetic.ts';

/** Of so many runs the middle one counts. */
const RUNS = 9;
const at = isoTime(nowMs());

/** What one process found out about an index; times are milliseconds of CPU. */
export interface Measured {
  readonly cold: number;
  readonly heapBytes: number;
  readonly outsideBytes: number;
  readonly queries: Readonly<Record<string, { readonly cpu: number; readonly total: number }>>;
  readonly applyTen: number;
  readonly applyFiveThousand: number;
  /** The same of what changes no text: units paid, prices within a span, pictures. */
  readonly applySold: number;
}

const cpuOf = (work: () => void): number => {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
};
const middle = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;

const [path = ''] = process.argv.slice(2);
const asked = (q: string, filters: Filters = {}, sort: Sort = 'relevance'): SearchInput => ({
  q, kind: 'product', language: 'en', filters, sort, limit: 24, at,
}); // biome-ignore format: one line

let index: ReturnType<typeof openIndexFile> | undefined;
const cold = cpuOf(() => {
  index = openIndexFile(path);
  index.search(asked(`${inEachFifth} mitecavel`));
});
if (!index) throw new Error('not opened');
const file = index;

const products = syntheticProducts();
const some = products(4242);
const word = some.description.split(' ').find((one) => one.length > 7) ?? '';
const [first, ...rest] = word;
const searches: Record<string, SearchInput> = {
  'a word in all': asked(everywhere),
  'a word in each fifth': asked(inEachFifth),
  both: asked(`${everywhere} ${inEachFifth}`),
  'a rare word': asked(word),
  'one letter': asked('s'),
  'two letters': asked('se'),
  'three letters': asked('sen'),
  'four letters': asked(everywhere.slice(0, 4)),
  'a typo': asked(`${rest[0]}${first}${rest.slice(1).join('')}`),
  'a SKU by half': asked(some.identifiers[0]?.slice(0, 8) ?? ''),
  'everything, blank': asked(''),
  'everything, by title': asked('', {}, 'title'),
  'a word in all, by price': asked(everywhere, {}, 'price-asc'),
  'a word in all, six filters': asked(everywhere, {
    vendor: ['Vendor 1', 'Vendor 2', 'Vendor 3'], type: ['Type 0', 'Type 1', 'Type 2'], tag: ['Season 0', 'Season 1'],
    collection: ['collection 0', 'collection 1', 'collection 2'], options: { Colour: ['Colour 0', 'Colour 1'] }, available: true,
  }), // biome-ignore format: filters
  'a word in all, a rare vendor': asked(everywhere, { vendor: ['Vendor 399'] }),
  'a word in all, a price': asked(everywhere, { price: { min: 5000, max: 6000 } }),
  'six words': asked(some.title.split(' ').slice(0, 6).join(' ')),
  '200 words': asked(Array.from({ length: 4 }, (_, n) => products(n).description).join(' ')),
};
const queries: Record<string, { cpu: number; total: number }> = {};
// What is measured first would bear the compiling for all.
for (const input of Object.values(searches)) file.search(input);
for (const [name, input] of Object.entries(searches)) {
  const times = Array.from({ length: RUNS }, () => cpuOf(() => file.search(input)));
  queries[name] = { cpu: middle(times), total: file.search(input).total };
}
for (const q of ['s', 'se', everywhere.slice(0, 4)]) {
  const times = Array.from({ length: RUNS }, () => cpuOf(() => file.suggest({ q, language: 'en', limit: 10, at })));
  queries[`suggest ${q}`] = {
    cpu: middle(times),
    total: file.suggest({ q, language: 'en', limit: 10, at }).phrases.length,
  };
}
globalThis.gc?.();
const { heapUsed, arrayBuffers } = process.memoryUsage();

const count = file.count();
/** Changes as of products that are edited: with other texts. */
const edited = (from: number, many: number) =>
  Array.from({ length: many }, (_, n) => {
    const document = products((from + n * 37) % (count + many));
    const { description } = products(from + n);
    return { id: document.id, document: { ...document, description, units: 7 + from } };
  });
const tens = Array.from({ length: RUNS }, (_, run) => edited(run * 1000, 10));
const applyTen = middle(tens.map((changes) => cpuOf(() => file.apply(changes))));
const thousands = edited(11, 5000);
const applyFiveThousand = cpuOf(() => file.apply(thousands));
const soldOnly = thousands.map(({ id, document }) => ({ id, document: { ...document, units: 1 } }));
const applySold = cpuOf(() => file.apply(soldOnly));
file.close();
const measured: Measured = {
  cold,
  heapBytes: heapUsed,
  outsideBytes: arrayBuffers,
  queries,
  applyTen,
  applyFiveThousand,
  applySold,
};
process.stdout.write(JSON.stringify(measured));
