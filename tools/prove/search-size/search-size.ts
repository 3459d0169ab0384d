/**
 * `npm run search-size -- 10000,100000,300000`: makes an index of so many synthetic products, opens it in a fresh process and
 * asks it. Prints CPU, heap and file; exit code 1 when something is beyond its bound.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndexFile } from '../../../functions/search/index-file/index-file.ts';
import { sealIndexFile } from '../../../functions/search/index-file/seal.ts';
import { read, tool } from '../../../local/command-line/tool.ts';
import { listOf, whole } from '../../../local/command-line/values.ts';
import type { Measured } from './measure-file.ts';
import { syntheticProducts } from './synthetic.ts';

const BATCH = 1000;
const MB = 1024 ** 2;
/** Milliseconds of CPU, and bytes of heap. Opening and applying grow with the products: their bounds are those of 100,000. */
const bounds = { query: 40, heapBytes: 100 * MB, cold: 1500, coldUpTo: 100_000, applyTen: 10, applySold: 800 };
/** What no shopper does twice a day is shown, and has no bound. */
const unbounded = new Set(['200 words']);

const { args } = read(
  tool(
    'search-size',
    'Makes indexes of synthetic products and says what asking them costs. Exit code 1 beyond a bound.',
  ).argument('[products]', 'how many, with commas between', listOf(whole(1000, 2_000_000)), [10_000, 100_000]),
);
const sizes = args.length > 0 ? listOf(whole(1000, 2_000_000))(String(args[0])) : [10_000, 100_000];

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const round = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
let beyond = 0;
/** Says a figure, and counts one that is beyond its bound. */
const tell = (name: string, value: number, unit: string, bound?: number, more = ''): void => {
  const over = bound !== undefined && value > bound;
  if (over) beyond += 1;
  say(`  ${name.padEnd(30)} ${round(value).padStart(7)} ${unit.padEnd(9)} ${more}${over ? ` beyond ${bound}` : ''}`);
};
const cpuOf = (work: () => void): number => {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
};

const build = (path: string, products: number): void => {
  const product = syntheticProducts();
  const file = createIndexFile(path);
  for (let start = 0; start < products; start += BATCH)
    file.apply(
      Array.from({ length: Math.min(BATCH, products - start) }, (_, n) => product(start + n)).map((document) => ({
        id: document.id,
        document,
      })),
    );
  file.close();
};

const folder = mkdtempSync(join(tmpdir(), 'floodgate-search-size-'));
try {
  for (const products of sizes) {
    const [made, sealed] = [join(folder, 'made'), join(folder, 'sealed')];
    say(`${products.toLocaleString('en')} products`);
    tell('made', cpuOf(() => build(made, products)) / 1000, 's CPU');
    tell('sealed', cpuOf(() => sealIndexFile(made, sealed)) / 1000, 's CPU');
    tell('file', statSync(sealed).size / MB, 'MB');
    const script = join(import.meta.dirname, 'measure-file.ts');
    const measured = JSON.parse(
      execFileSync(process.execPath, ['--expose-gc', script, sealed], { encoding: 'utf8', maxBuffer: MB }),
    ) as Measured;
    tell('cold to first answer', measured.cold, 'ms CPU', products <= bounds.coldUpTo ? bounds.cold : undefined);
    tell(
      'heap',
      measured.heapBytes / MB,
      'MB',
      bounds.heapBytes / MB,
      `and ${round(measured.outsideBytes / MB)} MB outside of it`,
    );
    for (const [name, { cpu, total }] of Object.entries(measured.queries))
      tell(name, cpu, 'ms CPU', unbounded.has(name) ? undefined : bounds.query, `${total} found`);
    tell('10 changes', measured.applyTen, 'ms CPU', bounds.applyTen);
    tell('5,000 changes', measured.applyFiveThousand, 'ms CPU');
    tell('5,000 that change no text', measured.applySold, 'ms CPU', bounds.applySold);
    for (const path of [made, sealed]) rmSync(path, { force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
say(beyond === 0 ? 'all within bounds' : `${beyond} beyond their bounds`);
process.exitCode = beyond === 0 ? 0 : 1;
