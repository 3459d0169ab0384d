import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CENTRE, type FocalPoint } from '../../../functions/media/media.ts';
import { judge, MOST_UNLIKE } from './judge.ts';
import { leftoversIn } from './leftovers.ts';
import type { Magick } from './magick.ts';
import type { Report } from './report.ts';
import { type Source, sourcesIn, uprightBy } from './sources.ts';
import { work } from './worked.ts';

/** Where previews are cut, in turn. */
const focalPoints: readonly FocalPoint[] = [{ x: 0.2, y: 0.2 }, CENTRE, { x: 0.9, y: 0.75 }]; // biome-ignore format: points

/** Makes the files of each kind of picture, and holds every rendition against what the second decoder sees in the source. */
export const pictures = async (
  folder: string,
  magick: Magick,
  { photographs, match = '' }: { photographs: string; match?: string | undefined },
  report: Report,
): Promise<void> => {
  const { sources: all, srgb } = await sourcesIn(folder, magick, photographs);
  const sources = all.filter(({ name }) => name.includes(match));
  const counted = { renditions: 0, patches: 0, worst: { by: 0, where: '' } };
  for (const [index, source] of sources.entries()) {
    report.progress(`${source.name} (${index + 1} of ${sources.length})`);
    const focalPoint = focalPoints[index % focalPoints.length] ?? CENTRE;
    const out = join(folder, `made-${index}`);
    await mkdir(out, { recursive: true });
    const [worked] = await work([source.path], { folder: out, focalPoint });
    if (!worked?.image) report.fault(source.name, `refused: ${worked?.code}`);
    const expected = {
      frames: await referenceOf(source, srgb, magick),
      isCard: source.shows === 'card',
      focalPoint,
      mostUnlike: source.mostUnlike ?? MOST_UNLIKE,
    };
    if (expected.frames.length !== source.frames)
      report.fault(source.name, `${expected.frames.length} frames were read`);
    for (const rendition of worked?.renditions ?? []) {
      const file = join(out, rendition.name);
      const { faults, patches, worst } = judge(rendition, await magick.decode(file), expected);
      const left = leftoversIn(readFileSync(file)).map((what) => `${what} is left in it`);
      for (const fault of [...faults, ...left]) report.fault(`${source.name} → ${rendition.name}`, fault);
      counted.renditions += 1;
      counted.patches += patches;
      // What may be more unlike than others is no measure of the others.
      if (source.mostUnlike === undefined && worst > counted.worst.by)
        counted.worst = { by: worst, where: `${source.name} → ${rendition.name}` };
    }
  }
  const kinds = Object.entries(Object.groupBy(sources, ({ path }) => path.replace(/.*\./, '').replace('jpeg', 'jpg'))).map(([kind, all]) => `${all?.length} ${kind}`); // biome-ignore format: one line
  const { by, where } = counted.worst;
  report.group(
    'pictures',
    `${sources.length} files (${kinds.join(', ')}; ${sources.filter(({ shows }) => shows === 'photograph').length} photographs), ` +
      `${counted.renditions} renditions, ${counted.patches} patches; the most unlike ΔE ${by.toFixed(2)} of ${MOST_UNLIKE} (${where})`,
  );
};

/** The source upright and in sRGB, by the second decoder, with the intent that libvips has: perceptual. */
const referenceOf = (source: Source, srgb: string, magick: Magick) =>
  magick.decode(
    source.path,
    [...uprightBy(source.orientation), ...(source.assumed ? ['-profile', source.assumed] : []), '-profile', srgb],
    ['-intent', 'perceptual'],
  );
