import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Report } from './report.ts';
import { withWordsJpeg } from './words.ts';
import { work } from './worked.ts';

/** How many files in a row, of how many bytes each at least. */
const [IN_A_ROW, LEAST_BYTES, MOST_BYTES] = [20, 28_000_000, 30 * 1024 * 1024];
/** What the process holds is flat when the last round's most is at most so much of the second round's; the first one warms. */
const FLAT = 1.15;

/** Works files of 30 MB one after the other in one process, in rounds of one of each kind, and watches what it holds. */
export const memory = async (folder: string, report: Report): Promise<void> => {
  const files = await large(folder, report);
  const row = Array.from({ length: IN_A_ROW }, (_, index) => files[index % files.length] ?? '');
  const worked = await work(row, {}, ({ file, rssMb }) => report.progress(`${file}: ${rssMb.toFixed(0)} MB`));
  for (const { file, code } of worked) if (code !== undefined) report.fault(file, `refused: ${code}`);
  const held = worked.map(({ rssMb }) => rssMb);
  const rounds = Array.from({ length: Math.ceil(held.length / files.length) }, (_, round) =>
    Math.max(...held.slice(round * files.length, (round + 1) * files.length)),
  );
  const [, second = 0] = rounds;
  const last = rounds.at(-1) ?? 0;
  if (last > second * FLAT) report.fault('the last round', `${last.toFixed(0)} MB, at most ${FLAT} × ${second.toFixed(0)} MB expected`); // biome-ignore format: one line
  report.group(
    'memory',
    `${worked.length} files of 30 MB in a row; held after each: ${held.map((one) => one.toFixed(0)).join(' ')} MB; ` +
      `peak ${worked.at(-1)?.peakMb.toFixed(0)} MB; the last round ${(last / second).toFixed(2)} of the second, at most ${FLAT}`,
  );
};

/** Makes noise, which no format makes small, as large as an upload may be. */
const large = async (folder: string, report: Report): Promise<string[]> => {
  const noise = (width: number, height: number, sigma = 60) =>
    sharp({
      create: { width, height, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma } },
    });
  const kinds: Readonly<Record<string, () => Promise<Buffer>>> = {
    'large.jpg': () => noise(6700, 6700).jpeg({ quality: 87 }).toBuffer(),
    'large-progressive-turned.jpg': async () => withWordsJpeg(await noise(6800, 6800).jpeg({ quality: 87, progressive: true }).toBuffer(), 6), // biome-ignore format: one line
    'large.png': () => noise(3100, 3100).png({ compressionLevel: 1 }).toBuffer(),
    'large.webp': () => noise(3150, 3150).webp({ lossless: true, effort: 0 }).toBuffer(),
  };
  const files: string[] = [];
  for (const [name, make] of Object.entries(kinds)) {
    report.progress(`makes ${name}`);
    const bytes = await make();
    if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) report.fault(name, `${bytes.length} bytes were made, 28 to 30 MB expected`); // biome-ignore format: one line
    files.push(join(folder, name));
    writeFileSync(join(folder, name), bytes);
  }
  return files;
};
