import { expect, test } from 'vitest';
import type { Figures } from './figures.ts';
import { page, picture, type Report, type Sale, sentenceOf } from './report.ts';

const latency = { count: 1, p50: 10, p95: 20, p99: 1234 };
const trade = { ...latency, perSecond: 5, failed: 0 };
const figures: Figures = {
  seconds: 12,
  soldOutAfter: 8,
  purchasesPerSecond: 125,
  answersPerSecond: 833.3,
  answers: { 'checkout 201': 1000, 'checkout 409 <b>odd</b>': 1 },
  cart: latency,
  ordered: latency,
  refused: latency,
  others: { before: trade, during: trade, after: trade },
  toldBoth: 0,
  mailAfter: { p50: 0.5, last: 2, unknown: 0 },
  slices: [
    { seconds: 6, sold: 800, refused: 0, p50: 10, p95: 20, othersP50: null },
    { seconds: 12, sold: 1000, refused: 9000, p50: 10, p95: 20, othersP50: 70 },
  ],
};
const sale = (shards: number, broken: boolean): Sale => ({
  shards,
  figures,
  settledSeconds: 3,
  books: '1 counted, <script>0</script> differ',
  verdict: {
    passed: !broken,
    sold: 1000,
    refused: 9000,
    provedByAnswers: 8900,
    provedByLooks: 100,
    claims: [
      { name: 'sold', sentence: 'units were sold and paid', found: 1000, wanted: 1000, holds: true },
      { name: 'oversold', sentence: 'units were sold that were not there', found: broken ? 3 : 0, wanted: 0, holds: !broken },
    ],
  },
}); // biome-ignore format: short
const report = (...sales: Sale[]): Report => ({
  at: '2026-01-02T03:04:05.000Z',
  cores: 2,
  buyers: 10_000,
  units: 1000,
  atOnce: 96,
  sales,
});

test('a kept promise and a broken one are said in words', () => {
  const run = report(sale(1, false), sale(8, true));
  expect(sentenceOf(run, run.sales[0]!)).toBe(
    '1,000 of 1,000 units sold to 10,000 buyers, none twice, none lost; nobody was told “sold out” while a unit was unheld.',
  );
  expect(sentenceOf(run, run.sales[1]!)).toBe('3 units were sold that were not there (wanted 0)');
});

test('one broken sale of several breaks the headline', () => {
  expect(page(report(sale(1, false), sale(8, false)))).toContain('<h1 class="kept">Every promise was kept.</h1>');
  expect(page(report(sale(1, false), sale(8, true)))).toContain('<h1 class="broken">A promise was broken.</h1>');
});

test('whatever was answered is shown as text', () => {
  const shown = page(report(sale(1, false)));
  expect(shown).not.toContain('<script>');
  expect(shown).toContain('&lt;script&gt;0');
  expect(shown).toContain('409 &lt;b&gt;odd&lt;/b&gt;');
});

test('the page needs nothing from outside, and has a picture for each sale', () => {
  const shown = page(report(sale(1, false), sale(64, false)));
  expect(shown.match(/https?:\/\/[^"\s<]+/g)?.filter((url) => url !== 'http://www.w3.org/2000/svg')).toEqual([]);
  expect(shown.match(/<svg /g)).toHaveLength(5);
});

test('the picture stands alone, with colours for light and dark', () => {
  const svg = picture(report(sale(1, false)));
  expect(svg).toMatch(/^<svg .*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).toContain('prefers-color-scheme: dark');
  expect(svg).toContain('1 shard');
});
