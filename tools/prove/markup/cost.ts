import { articleHtml } from '../../../functions/content/body/article-html.ts';
import { limits } from '../../../functions/content/body/block.ts';
import { renderBody } from '../../../functions/content/body/render-body.ts';
import { newMarkdownRenderer } from '../../../functions/content/body/render-markdown.ts';
import { hostile } from '../../../functions/content/fixtures/markup-hostile.ts';
import type { Report } from '../images/report.ts';

/** CPU of one save, however its text is made: far below a request's time-out, far above what was seen. */
const MOST_MS = 2_000;

const cpuMs = (act: () => unknown): number => {
  const start = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};
const rounded = (ms: number): string => (ms < 10 ? ms.toFixed(1) : String(Math.round(ms)));

/** An article of some 17,000 characters, as one is written: headings, paragraphs with emphasis and links, lists, a table. */
const article = (): string => {
  const paragraph = `${'The mugs come from a small kiln on the coast, where *each* one is thrown by hand and fired **twice**. '.repeat(4)}See [how they are made](https://clay.example/kiln "The kiln") for more.`;
  const part = `## A kiln on the coast\n\n${paragraph}\n\n${paragraph}\n\n- \`clay\`, white\n- [x] glazed\n  1. blue\n  2. grey\n\n> Nothing is thrown away.\n\n| mug | size |\n|:--|--:|\n| small | 200 ml |\n| large | 400 ml |\n\n`;
  return part.repeat(14);
};

/** Measures what an article costs, and that no text costs much more: of texts that are made to, and of a body of them. */
export const cost = (report: Report): void => {
  const text = article();
  for (let i = 0; i < 5; i++) articleHtml(newMarkdownRenderer()(text));
  const html = newMarkdownRenderer()(text);
  const runs = Array.from({ length: 20 }, () => [
    cpuMs(() => newMarkdownRenderer()(text)),
    cpuMs(() => articleHtml(html)),
  ]);
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
  const [markdown, filter] = [0, 1].map((i) => median(runs.map((run) => run[i] ?? 0)));
  report.group('an article', `${text.length} characters: ${rounded(markdown ?? 0)} ms of CPU to render, ${rounded(filter ?? 0)} ms to filter (median of 20)`); // biome-ignore format: one line

  const costs = Object.entries(hostile).map(([name, make]) => {
    const markdown = make(limits.markdown).slice(0, limits.markdown);
    return [name, cpuMs(() => renderBody([{ type: 'text', markdown }]))] as const;
  });
  for (const [name, ms] of costs) if (ms > MOST_MS) report.fault(name, `${rounded(ms)} ms of CPU, at most ${MOST_MS}`);
  const [worst, most] = costs.toSorted((a, b) => b[1] - a[1])[0] ?? ['', 0];
  report.group('texts that are made to cost', `${costs.length} of ${limits.markdown} characters: at most ${rounded(most)} ms of CPU (${worst})`); // biome-ignore format: one line

  const bodies = Object.entries(hostile).map(([name, make]) => {
    const markdown = make(limits.markdown).slice(0, limits.markdown);
    return [name, cpuMs(() => renderBody(Array.from({ length: 4 }, () => ({ type: 'text', markdown }))))] as const;
  });
  for (const [name, ms] of bodies) if (ms > MOST_MS) report.fault(name, `${rounded(ms)} ms of CPU for a body, at most ${MOST_MS}`); // biome-ignore format: one line
  const [worstBody, mostBody] = bodies.toSorted((a, b) => b[1] - a[1])[0] ?? ['', 0];
  report.group('bodies that are full of one', `${bodies.length} of ${limits.bytes} bytes: at most ${rounded(mostBody)} ms of CPU (${worstBody})`); // biome-ignore format: one line
};
