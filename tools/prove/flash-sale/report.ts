import { readFileSync } from 'node:fs';
import { type Html, html } from '../../../functions/notifications/mail/html.ts';
import { answersChart, type Course, latencyChart, soldChart } from './chart.ts';
import type { Figures, Latency, Trade } from './figures.ts';
import type { Verdict } from './verdict.ts';

/** One sale as it is reported. */
export interface Sale {
  readonly shards: number;
  readonly verdict: Verdict;
  readonly figures: Figures;
  readonly settledSeconds: number;
  /** The last line of `npm run reconcile`. */
  readonly books: string;
}
/** All sales of one run. */
export interface Report {
  readonly at: string;
  readonly cores: number;
  readonly buyers: number;
  readonly units: number;
  readonly atOnce: number;
  readonly sales: readonly Sale[];
}

const number = new Intl.NumberFormat('en');
const ms = ({ p50, p95, p99 }: Latency): string => [p50, p95, p99].map((value) => number.format(value)).join(' / ');
const trade = (one: Trade): string => `${one.perSecond}/s, ${number.format(one.p50)} / ${number.format(one.p95)} ms`;
const shardsOf = ({ shards }: { shards: number }): string => (shards === 1 ? '1 shard' : `${shards} shards`);
const raw = (text: string): Html => ({ html: text });
const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/** What a verdict comes to, in one sentence. */
export const sentenceOf = ({ buyers, units }: Report, { verdict }: Sale): string => {
  const broken = verdict.claims.filter(({ holds }) => !holds);
  if (broken.length > 0)
    return broken.map(({ found, sentence, wanted }) => `${found} ${sentence} (wanted ${wanted})`).join('; ');
  const refused =
    verdict.refused === 0 ? 'nobody was told “sold out”' : 'nobody was told “sold out” while a unit was unheld';
  return `${number.format(verdict.sold)} of ${number.format(units)} units sold to ${number.format(buyers)} buyers, none twice, none lost; ${refused}.`;
};

const courseOf = (report: Report, { shards, figures }: Sale): Course => ({
  shards,
  units: report.units,
  slices: figures.slices,
});

/** The picture of units sold over time, for all numbers of shards; a file of its own, in light and dark. */
export const picture = (report: Report): string =>
  soldChart(report.sales.map((sale) => courseOf(report, sale))).replace(
    /<style>/,
    `<style>:root { color: #1d2733; ${inks(false)} }
@media (prefers-color-scheme: dark) { :root { color: #e6ebf1; ${inks(true)} } }
`,
  );

const inks = (dark: boolean): string =>
  dark
    ? '--blue: #6ea8fe; --orange: #ffb066; --green: #6fd08c; --purple: #c49bff; --red: #ff8f8f; --grey: #93a1b0;'
    : '--blue: #1f6feb; --orange: #d9730d; --green: #1a8a4a; --purple: #7c4dd6; --red: #cf3b3b; --grey: #6b7885;';

type Row = readonly [string, (sale: Sale) => string];
const claimOf =
  (name: string) =>
  (sale: Sale): string =>
    number.format(sale.verdict.claims.find((claim) => claim.name === name)?.found ?? 0);

/** What the growth team asks, and then what the engineers ask. */
const rows: readonly (readonly [string, readonly Row[]])[] = [
  ['Promises', [
    ['Units sold and paid', claimOf('sold')],
    ['Oversold', claimOf('oversold')],
    ['Stranded (neither sold nor for sale)', claimOf('stranded')],
    ['Told “sold out”', ({ verdict }) => number.format(verdict.refused)],
    ['… not proved right', claimOf('false-refusals')],
    ['… proved by answers alone, and by a look at the shelf', ({ verdict }) => `${number.format(verdict.provedByAnswers)} + ${number.format(verdict.provedByLooks)}`],
    ['Buyers without an answer', claimOf('unanswered')],
    ['Pressed twice, told an order and “sold out”', ({ figures }) => number.format(figures.toldBoth)],
    ['Paid orders without exactly one e-mail', claimOf('mails')],
  ]],
  ['Speed, on this machine', [
    ['Sold out after', ({ figures }) => (figures.soldOutAfter === null ? 'not sold out' : `${figures.soldOutAfter} s`)],
    ['Purchases a second until then', ({ figures }) => String(figures.purchasesPerSecond)],
    ['Everybody answered after', ({ figures }) => `${figures.seconds} s (${figures.answersPerSecond}/s)`],
    ['New cart, p50 / p95 / p99 ms', ({ figures }) => ms(figures.cart)],
    ['Checkout that became an order, ms', ({ figures }) => ms(figures.ordered)],
    ['Checkout that was told “sold out”, ms', ({ figures }) => ms(figures.refused)],
    ['E-mail after the purchase, median / last', ({ figures }) => `${figures.mailAfter.p50} s / ${figures.mailAfter.last} s`],
    ['E-mails whose outcome nobody knows', ({ figures }) => number.format(figures.mailAfter.unknown)],
    ['Everything settled after', ({ settledSeconds }) => `${settledSeconds} s`],
  ]],
  ['Other products (whole purchases: rate, p50 / p95)', [
    ['Before', ({ figures }) => trade(figures.others.before)],
    ['During the sale', ({ figures }) => trade(figures.others.during)],
    ['After', ({ figures }) => trade(figures.others.after)],
    ['Failed', claimOf('others-failed')],
  ]],
]; // biome-ignore format: a table

/** One self-contained page: the verdict in words, the table, the pictures, and what stands behind them. */
export const page = (report: Report): string => {
  const { sales, buyers, units, atOnce, cores, at } = report;
  const passed = sales.every(({ verdict }) => verdict.passed);
  const answers = [...new Set(sales.flatMap(({ figures }) => Object.keys(figures.answers)))].sort();
  const cells = (of: (sale: Sale) => string): Html[] => sales.map((sale) => html`<td>${of(sale)}</td>`);
  const row = ([name, of]: Row): Html => html`<tr><th scope="row">${name}</th>${cells(of)}</tr>\n`;
  const heads = sales.map((sale) => html`<th scope="col">${shardsOf(sale)}</th>`);
  const group = ([name, some]: (typeof rows)[number]): Html =>
    html`<tbody><tr class="group"><th scope="rowgroup" colspan="${sales.length + 1}">${name}</th></tr>\n${some.map(row)}</tbody>\n`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Flash sale: ${passed ? 'every promise was kept' : 'a promise was broken'}</title>
<style>
:root { ${raw(inks(false))} }
@media (prefers-color-scheme: dark) { :root { ${raw(inks(true))} } }
${raw(read('report.css'))}</style>
</head>
<body>
<main>
<p class="kicker">Flash sale · ${number.format(buyers)} buyers · ${number.format(units)} units · ${at.slice(0, 16).replace('T', ' ')} UTC</p>
<h1 class="${passed ? 'kept' : 'broken'}">${passed ? 'Every promise was kept.' : 'A promise was broken.'}</h1>
<ul class="verdicts">
${sales.map((sale) => html`<li class="${sale.verdict.passed ? 'kept' : 'broken'}"><b>${shardsOf(sale)}</b> ${sentenceOf(report, sale)}</li>\n`)}</ul>
<figure>
<figcaption><b>Units sold over time.</b> The dashed line is all there was.</figcaption>
${raw(soldChart(sales.map((sale) => courseOf(report, sale))))}
</figure>
<div class="scroll"><table>
<thead><tr><td></td>${heads}</tr></thead>
${rows.map(group)}</table></div>
${sales.map(
  (sale) => html`<section>
<h2>${shardsOf(sale)}</h2>
<div class="pair">
<figure><figcaption><b>What buyers were told.</b></figcaption>
${raw(answersChart(courseOf(report, sale)))}</figure>
<figure><figcaption><b>How long it took.</b> <span class="blue">Checkout</span>, median and the band up to p95;
<span class="orange">a whole purchase of another product</span>, median.</figcaption>
${raw(latencyChart(courseOf(report, sale)))}</figure>
</div>
<p class="books">Audit of the stock afterwards: ${sale.books}</p>
</section>\n`,
)}
<section>
<h2>Every answer that was given</h2>
<div class="scroll"><table>
<thead><tr><td></td>${heads}</tr></thead>
<tbody>${answers.map((name) => row([name, ({ figures }) => number.format(figures.answers[name] ?? 0)]))}</tbody>
</table></div>
<p>A 201 is a new cart or a new order, a 200 the same order told again (a second press of the button) or a paid one shown,
409 out-of-stock a refusal. One buyer in ten presses the button twice at the same moment.</p>
</section>
<section class="small">
<h2>How to read this</h2>
<p>Correctness is what is proved here, and it does not depend on the machine. The rates and latencies are this machine’s:
the buyers, the shop, its database and its queues all shared ${cores} cores, so the crowd slows down what it measures.
${number.format(atOnce)} people are in the shop at once; the others wait outside, and that wait is in no latency.</p>
<p>A refusal is proved right when at some moment between its request and its answer all units were held: because so many
orders had been answered by then, or because the tool looked at all counters together just then, straight in the engine,
and found nothing. What neither proves counts as false. The argument stands in <code>tools/prove/flash-sale/refusals.ts</code>.</p>
<p>All claims: ${sales.map((sale) => html`<br>${shardsOf(sale)}: ${sale.verdict.claims.map(({ name, found, holds }) => `${name} ${found}${holds ? '' : ' ✗'}`).join(' · ')}`)}</p>
</section>
</main>
</body>
</html>
`.html;
};
