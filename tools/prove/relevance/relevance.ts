/**
 * `npm run relevance`: how well search finds what was meant. Rates judged queries (nDCG@10) of the demo shop, of a German and a
 * Japanese one, and of the folder that `JUDGED` names, shows the worst, and asks what must be answered so. Exit code 1 when
 * a value is below what is recorded, a must is broken, or a query finds nothing that one of its words finds.
 */
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { read, tool } from '../../../local/command-line/tool.ts';
import { whole } from '../../../local/command-line/values.ts';
import { type EngineName, engineNames, engines } from './engines.ts';
import { type Measured, measureAll, worst } from './measure.ts';
import { broken } from './musts.ts';
import { recorded, together } from './recorded.ts';
import { folderShop, ownShops } from './shops.ts';

const engineName = (name: string): EngineName => {
  const found = engineNames.find((one) => one === name);
  if (!found) throw new InvalidArgumentError(`one of ${engineNames.join(', ')}.`);
  return found;
};

const { worst: shown, engine } = read(
  tool(
    'relevance',
    'Rates judged queries (nDCG@10); JUDGED=<folder> adds a folder of judged products. Exit code 1 below what is recorded.',
  )
    .option('--worst <count>', 'how many of the worst queries of each shop are shown', whole(0, 1000), 8)
    .option('--engine <name>', `which one: ${engineNames.join(', ')}`, engineName, engineNames[0]),
).opts();

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const rate = (value: number): string => value.toFixed(4);

const tell = (measured: Measured): void => {
  const rated = worst(measured);
  say(`${measured.name}: nDCG@10 ${rate(measured.ndcg)} over ${rated.length} of ${measured.queries.length} queries`);
  for (const { kind, query, ndcg, hits } of rated.slice(0, shown))
    say(`  ${ndcg.toFixed(3)}  ${query} (${kind}) → ${hits.slice(0, 5).join(', ') || 'nothing'}`);
};

const faults: string[] = [];
const atLeast = (name: string, value: number, bound: number): void => {
  if (value < bound) faults.push(`${name}: ${rate(value)}, recorded is ${bound}`);
};

const indexOf = engines[engine];
const bounds = recorded[engine];
const own = await measureAll(ownShops(), indexOf);
own.forEach(tell);
say(`our own 100 queries: nDCG@10 ${rate(together(own))}`);
atLeast('own', together(own), bounds.own);
for (const { name, ndcg } of own) atLeast(name, ndcg, bounds[name as keyof typeof bounds]);

const folder = process.env['JUDGED'];
const judged = folder ? await measureAll([folderShop(folder)], indexOf) : [];
judged.forEach(tell);
for (const { name, ndcg } of judged) atLeast(name, ndcg, bounds.folder);
if (!folder) say('the open judgments were not measured: JUDGED=<folder> names them');

for (const { name, silent } of [...own, ...judged])
  faults.push(...silent.map((query) => `${name}: «${query}» finds nothing, one of its words does`));
faults.push(...(await broken(indexOf)));

say(faults.length === 0 ? 'holds' : faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;
