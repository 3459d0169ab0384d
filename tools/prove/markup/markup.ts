/** `npm run markup`: opens what authors may write in Chromium and counts what acts; `--help` lists the options. */
import { readFileSync } from 'node:fs';
import { read, tool } from '../../../local/command-line/tool.ts';
import { listOf, oneOf, whole } from '../../../local/command-line/values.ts';

const groups = ['payloads', 'generated', 'control', 'cost'];
/** One of each kind that the judge looks for. */
const planted = [
  '<img src=x onerror=alert(1)>',
  '<img src="//elsewhere.example/a.png">',
  '<meta http-equiv="refresh" content="0;url=/elsewhere">',
];

const asked = read(
  tool(
    'markup',
    'Puts payloads that act wherever an author may put text, opens what readers get of them in Chromium under the site’s policy, touches all that is there, and counts dialogs, foreign requests, pages left and violations of the policy: any is a fault. Then the same without the filter, where the judge has to see them; and what rendering costs, of texts that are made to cost. It needs Chromium: apt-get install --no-install-recommends chromium (Debian 12 and later). Exit code 1 when something was beyond its bound.',
  )
    .option('--only <groups>', `some of ${groups.join(', ')}`, listOf(oneOf(groups)), groups)
    .option('--payloads <file>', 'payloads, one a line, in the place of those that are kept in the tests')
    .option('--generated <count>', 'mixtures of pieces of Markdown and HTML', whole(0, 100_000), 200)
    .option('--seed <number>', 'of the mixtures', whole(0, 2 ** 31 - 1), 1)
    .option('--chromium <file>', 'where Chromium is', '/usr/bin/chromium'),
).opts();

// What follows is loaded here, so that --help does not wait for it.
const [{ keptPayloads, payloadsIn }, { reportTo }] = await Promise.all([
  import('../../../functions/content/fixtures/markup-blocks.ts'),
  import('../images/report.ts'),
]);
const payloads = asked.payloads === undefined ? keptPayloads() : payloadsIn(readFileSync(asked.payloads, 'utf8'));
const { report, faults } = reportTo(
  (line) => void process.stdout.write(`${line}\n`),
  (text) => void process.stderr.write(text),
);
const isAsked = (group: string): boolean => asked.only.includes(group);

const inBrowser = async (): Promise<void> => {
  const [{ startBrowser }, { startSite }, { sources, unfiltered }, { look, control }] = await Promise.all([
    import('./browser.ts'),
    import('./site.ts'),
    import('./sources.ts'),
    import('./look.ts'),
  ]);
  const browser = await startBrowser(asked.chromium);
  process.stdout.write(`the judge: Chromium ${browser.version}\n`);
  const site = await startSite();
  try {
    const all = sources.map((source) => source(site));
    if (isAsked('payloads')) for (const source of all) await look(site, browser, source, payloads, report);
    if (isAsked('generated') && asked.generated > 0) {
      const { mixtures } = await import('../../../functions/content/fixtures/markup-pieces.ts');
      const mixed = mixtures(asked.generated, asked.seed);
      for (const source of all) await look(site, browser, { ...source, name: `${source.name}, mixed (seed ${asked.seed})` }, mixed, report); // biome-ignore format: one line
    }
    if (isAsked('control')) {
      const some = [...planted, ...payloads.filter((_, i) => i % 5 === 0)];
      await control(site, browser, unfiltered(site, true), some, ['requests', 'violations', 'reports'], report);
      await control(site, browser, unfiltered(site, false), some, ['dialogs', 'requests', 'moves'], report);
    }
  } finally {
    site.close();
    await browser.close();
  }
};

if (['payloads', 'generated', 'control'].some(isAsked)) await inBrowser();
if (isAsked('cost')) (await import('./cost.ts')).cost(report);
process.exitCode = faults() === 0 ? 0 : 1;
