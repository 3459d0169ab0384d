/** `npm run flash-sale`: see its usage in flash-sale/options.ts, and docs/flash-sale.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { isoTime, nowMs } from '#lib/clock.ts';
import { read, refuse } from '../../local/command-line/tool.ts';
import { figuresOf } from './flash-sale/figures.ts';
import { type Options, saleCommand } from './flash-sale/options.ts';
import { tellProgress } from './flash-sale/progress.ts';
import { page, picture, type Report, type Sale, sentenceOf } from './flash-sale/report.ts';
import { holdSale } from './flash-sale/run.ts';
import { judge } from './flash-sale/verdict.ts';

const QUIET_MS = 5000;
const say = (text: string): void => void process.stdout.write(text);

const main = async (): Promise<number> => {
  const options = read(saleCommand()).opts();
  const out = resolve(options.out);
  // Before minutes of work, not after them.
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    refuse(`The folder ${out} cannot be made (${(error as NodeJS.ErrnoException).code}).`);
  }
  const sales: Sale[] = [];
  const base = { ...options, at: isoTime(nowMs()), cores: availableParallelism() };
  for (const shards of options.shards) {
    const sale = await hold(options, shards);
    sales.push(sale);
    say(
      `\n${sale.verdict.passed ? '✓' : '✗'} ${shards} ${shards === 1 ? 'shard' : 'shards'}: ${told({ ...base, sales }, sale)}\n\n`,
    );
  }
  write(out, { at: base.at, cores: base.cores, buyers: base.buyers, units: base.units, atOnce: base.atOnce, sales });
  say(`The report is ${join(out, 'report.html')}\n`);
  return sales.every(({ verdict }) => verdict.passed) ? 0 : 1;
};

const hold = async ({ buyers, units, atOnce, out }: Options, shards: number): Promise<Sale> => {
  const plan = { buyers, units, shards, atOnce, quietMs: QUIET_MS };
  const seen = await holdSale(plan, tellProgress(plan, process.stdout));
  const verdict = judge(seen);
  // What was seen is kept where it has to be looked into.
  if (!verdict.passed) writeFileSync(join(out, `seen-${shards}.json`), JSON.stringify(seen));
  return {
    shards,
    verdict,
    figures: figuresOf(seen),
    settledSeconds: Math.round(seen.settledMs / 100) / 10,
    books: seen.books.said,
  };
};

const told = (report: Report, sale: Sale): string => {
  const { soldOutAfter, purchasesPerSecond, others, mailAfter } = sale.figures;
  const { provedByAnswers, provedByLooks } = sale.verdict;
  return `${sentenceOf(report, sale)}
  ${soldOutAfter === null ? 'Not sold out' : `Sold out after ${soldOutAfter} s`}, ${purchasesPerSecond} purchases/s; refusals proved right: ${provedByAnswers} by answers alone, ${provedByLooks} by a look at the shelf.
  Other products: ${others.before.perSecond}/s before, ${others.during.perSecond}/s during, ${others.after.perSecond}/s after. The last e-mail was sent ${mailAfter.last} s after its purchase.`;
};

const write = (out: string, report: Report): void => {
  writeFileSync(join(out, 'report.html'), page(report));
  writeFileSync(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(out, 'sold.svg'), picture(report));
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exitCode = await main();
