/** `npm run images`: makes renditions of pictures of every kind and looks at them with a second decoder; `--help` lists the options. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read, tool } from '../../../local/command-line/tool.ts';
import { folderName, listOf, oneOf } from '../../../local/command-line/values.ts';

const groups = ['pictures', 'cost', 'memory', 'bombs'];

const asked = read(
  tool(
    'images',
    'Makes renditions of pictures of every kind by the function’s own code, in processes of their own, and holds them against what a second decoder sees in the source: size, how they stand, colours, nothing left but pixels; then what they cost, whether memory stays flat, and that bombs are refused. It needs ImageMagick, libavif, profiles and photographs: apt-get install --no-install-recommends imagemagick libavif-bin icc-profiles-free libgs-common mate-backgrounds (Debian 12 and later). Exit code 1 when something was beyond its bound.',
  )
    .option('--only <groups>', `some of ${groups.join(', ')}`, listOf(oneOf(groups)), groups)
    .option('--match <word>', 'of the pictures, those whose name has this in it')
    .option('--photographs <folder>', 'JPEG photographs, which are read', folderName, '/usr/share/backgrounds/mate')
    .option('--keep <folder>', 'where files are made, and stay; without it, nothing stays', folderName),
).opts();

// What follows is loaded here, so that --help does not wait for it.
const [{ findMagick }, { reportTo }] = await Promise.all([import('./magick.ts'), import('./report.ts')]);
const magick = await findMagick();
const folder = asked.keep ?? mkdtempSync(join(tmpdir(), 'floodgate-images-'));
mkdirSync(folder, { recursive: true });
process.once('exit', () => asked.keep ?? rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const { report, faults } = reportTo(
  (line) => void process.stdout.write(`${line}\n`),
  (text) => void process.stderr.write(text),
);
process.stdout.write(`the second decoder: ${magick.version}, and libavif\n`);
if (asked.only.includes('pictures')) await (await import('./pictures.ts')).pictures(folder, magick, asked, report); // biome-ignore format: one line
if (asked.only.includes('cost')) await (await import('./cost.ts')).cost(folder, magick, asked.photographs, report);
if (asked.only.includes('memory')) await (await import('./memory.ts')).memory(folder, report);
if (asked.only.includes('bombs')) await (await import('./bombs.ts')).bombs(folder, report);
process.exitCode = faults() === 0 ? 0 : 1;
