import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../../../functions/media/media.ts';
import type { Magick } from './magick.ts';
import type { Report } from './report.ts';
import { photographsIn } from './sources.ts';
import { withWordsJpeg, withWordsPng } from './words.ts';
import { work } from './worked.ts';

/** Bounds of what a picture of 12 megapixels takes, of the whole process with Node's own. */
const [MOST_CPU_MS, MOST_MB] = [10_000, 512];
/** The function's own memory and time, with which the largest pictures that are let in have to do. */
const [FUNCTION_MB, FUNCTION_MS] = [2048, 120_000];

/** Works a photograph of 12 megapixels in each format, and the heaviest pictures that are let in, each in a process of its own. */
export const cost = async (folder: string, magick: Magick, photographs: string, report: Report): Promise<void> => {
  const [largest] = photographsIn(photographs)
    .map(({ path }) => ({ path, bytes: statSync(path).size }))
    .sort((one, other) => other.bytes - one.bytes);
  if (!largest) throw new Error(`there is no JPEG in ${photographs}`);
  const make = async (
    name: string,
    args: readonly string[],
    to: string,
    after = (bytes: Buffer) => bytes,
  ): Promise<string> => {
    const path = join(folder, name);
    report.progress(`makes ${name}`);
    writeFileSync(path, after(await magick.convert([largest.path, '-strip', '-resize', '4000x3000!', ...args, to])));
    return path;
  };
  const twelve = [
    await make('12mp.jpg', ['-quality', '92'], 'jpeg:-'),
    await make('12mp-turned.jpg', ['-quality', '92'], 'jpeg:-', (bytes) => withWordsJpeg(bytes, 6)),
    await make('12mp-progressive-turned.jpg', ['-quality', '92', '-interlace', 'JPEG'], 'jpeg:-', (bytes) => withWordsJpeg(bytes, 6)), // biome-ignore format: one line
    await make('12mp.png', [], 'png24:-'),
    await make('12mp-16-bit-alpha.png', ['-posterize', '12', '-alpha', 'set', '-depth', '16'], 'png64:-'),
    await make('12mp.webp', ['-quality', '90'], 'webp:-'),
    await make('12mp.gif', [], 'gif:-'),
    await avif12(folder, magick, largest.path),
  ];
  await within('cost of 12 megapixels', twelve, MOST_CPU_MS, MOST_MB, report);

  const side = '7071x7071!';
  const heaviest = [
    await make('50mp-progressive-turned.jpg', ['-resize', side, '-quality', '90', '-interlace', 'JPEG'], 'jpeg:-', (bytes) => withWordsJpeg(bytes, 6)), // biome-ignore format: one line
    // Flat parts, since a whole photograph in 16 bits is more than 30 MB.
    await make('50mp-16-bit-alpha-interlaced.png', ['-posterize', '3', '-scale', '10x10!', '-scale', side, '-alpha', 'set', '-depth', '16', '-interlace', 'PNG'], 'png64:-', (bytes) => withWordsPng(bytes, 6)), // biome-ignore format: one line
  ];
  await within('cost of 50 megapixels', heaviest, FUNCTION_MS, FUNCTION_MB, report);
};

const avif12 = async (folder: string, magick: Magick, photograph: string): Promise<string> => {
  const png = await magick.convert([photograph, '-strip', '-resize', '4000x3000!', 'png24:-']);
  const path = join(folder, '12mp.avif');
  writeFileSync(path, await magick.avif(png, ['--min', '20', '--max', '30', '--speed', '10']));
  return path;
};

const within = async (
  name: string,
  files: readonly string[],
  mostCpuMs: number,
  mostMb: number,
  report: Report,
): Promise<void> => {
  const [cpu, peak]: [number[], number[]] = [[], []];
  const lines: string[] = [];
  for (const file of files) {
    report.progress(`works ${file}`);
    const [worked] = await work([file]);
    const { code, allCpuMs = 0, peakMb = 0 } = worked ?? {};
    if (statSync(file).size > limits.bytes) report.fault(file, 'was made larger than an upload may be');
    const where = file.replace(/.*\//, '');
    if (code !== undefined) report.fault(where, `refused: ${code}`);
    if (allCpuMs > mostCpuMs) report.fault(where, `${seconds(allCpuMs)} of CPU, at most ${seconds(mostCpuMs)}`);
    if (peakMb >= mostMb) report.fault(where, `a peak of ${peakMb.toFixed(0)} MB, below ${mostMb} MB expected`);
    cpu.push(allCpuMs);
    peak.push(peakMb);
    lines.push(`${where} ${seconds(allCpuMs)} ${peakMb.toFixed(0)} MB`);
  }
  report.group(name, `${files.length} files, each at most ${seconds(Math.max(...cpu))} of CPU of ${seconds(mostCpuMs)}, and ${Math.max(...peak).toFixed(0)} MB of ${mostMb} MB (${lines.join('; ')})`); // biome-ignore format: one line
};
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
