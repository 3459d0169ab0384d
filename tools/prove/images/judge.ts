import type { FocalPoint, Rendition } from '../../../functions/media/media.ts';
import { type Box, type Colour, gridOf, patchBoxes } from './card.ts';
import { meanOf, onWhite, type Pixels, shownColour, unlike } from './colours.ts';

/** How unlike a patch may come out: CIEDE2000. */
export const MOST_UNLIKE = 3;
/** By how much alpha may differ, of 255. */
const MOST_ALPHA = 6;
const WHOLE: Box = { left: 0, top: 0, width: 1, height: 1 };

/** What a picture's files are held against. */
export interface Expected {
  /** The source, upright and in sRGB, by the second decoder. */
  readonly frames: readonly Pixels[];
  readonly isCard: boolean;
  readonly focalPoint: FocalPoint;
  readonly mostUnlike: number;
}
/** What was looked at, and what was wrong. */
export interface Judged {
  patches: number;
  /** The greatest difference of a colour. */
  worst: number;
  readonly faults: string[];
}

/** Judges one file of a picture by its pixels, as the second decoder sees them. @param found each frame */
export const judge = (rendition: Rendition, found: readonly Pixels[], expected: Expected): Judged => {
  const judged: Judged = { patches: 0, worst: 0, faults: [] };
  const [source] = expected.frames;
  if (!source) throw new Error('a picture without frames');
  const part = partOf(rendition, source, expected.focalPoint);
  const due = sizeOf(rendition, source);
  for (const [index, frame] of found.entries()) {
    const label = found.length > 1 ? `frame ${index}: ` : '';
    if (Math.abs(frame.width - due.width) > 0 || Math.abs(frame.height - due.height) > 1 || frame.width !== rendition.width || frame.height !== rendition.height)
      judged.faults.push(`${label}size ${frame.width}×${frame.height}, expected ${due.width}×${due.height}`); // biome-ignore format: one sentence
    const against = expected.frames[index] ?? source;
    if (expected.isCard && part === WHOLE) judged.faults.push(...cornerFaults(frame, against).map((fault) => `${label}${fault}`)); // biome-ignore format: one line
    for (const box of expected.isCard ? within(patchBoxes, part) : gridOf(part)) {
      const fault = colourFault(
        meanOf(frame, inside(box, part)),
        meanOf(against, box),
        rendition,
        judged,
        expected.mostUnlike,
      );
      if (fault) judged.faults.push(`${label}at ${percent(box.left)}, ${percent(box.top)}: ${fault}`);
    }
  }
  const moving = rendition.format === 'webp' ? expected.frames.length : 1;
  if (found.length !== moving) judged.faults.push(`${found.length} frames, expected ${moving}`);
  return judged;
};

const colourFault = (
  found: Colour,
  source: Colour,
  { format }: Rendition,
  judged: Judged,
  most: number,
): string | undefined => {
  const due = format === 'jpeg' ? onWhite(source) : source;
  judged.patches += 1;
  if (Math.abs(found[3] - due[3]) > MOST_ALPHA) return `${shownColour(found)}, expected ${shownColour(due)}`;
  // What lets everything through has no colour.
  if (due[3] < MOST_ALPHA) return undefined;
  const difference = unlike(found, due);
  judged.worst = Math.max(judged.worst, difference);
  return difference <= most ? undefined : `${shownColour(found)}, expected ${shownColour(due)}, ΔE ${difference.toFixed(1)}`; // biome-ignore format: one line
};

/** The marked patch is in the upper left corner: what is there is nearer to it than to what the other corners show. */
const cornerFaults = (frame: Pixels, source: Pixels): string[] => {
  const shown = meanOf(frame, corners[0].box);
  const differences = corners.map(({ name, box }) => ({ name, by: unlike(shown, meanOf(source, box)) }));
  const nearest = differences.reduce((best, one) => (one.by < best.by ? one : best));
  return nearest.name === 'upper left' ? [] : [`upper left is what the ${nearest.name} corner should be`];
};
const corners = [
  { name: 'upper left', box: patchBoxes[0] ?? WHOLE },
  { name: 'upper right', box: patchBoxes[3] ?? WHOLE },
  { name: 'lower left', box: patchBoxes[8] ?? WHOLE },
  { name: 'lower right', box: patchBoxes[11] ?? WHOLE },
] as const;

/** The part of the picture that a file shows: all of it, or the largest box of its shape around the focal point. */
const partOf = ({ name }: Rendition, { width, height }: Pixels, { x, y }: FocalPoint): Box => {
  const shape = shapeOf(name);
  if (!shape) return WHOLE;
  const scale = Math.min(width / shape.width, height / shape.height);
  const part = { width: (shape.width * scale) / width, height: (shape.height * scale) / height };
  const begins = (share: number, length: number): number => Math.min(Math.max(share - length / 2, 0), 1 - length);
  return { ...part, left: begins(x, part.width), top: begins(y, part.height) };
};
const shapeOf = (name: string): { width: number; height: number } | undefined => {
  const [, width, height] = name.match(/^(\d+)x(\d+)-/) ?? [];
  return width && height ? { width: Number(width), height: Number(height) } : undefined;
};
const sizeOf = ({ name }: Rendition, source: Pixels): { width: number; height: number } => {
  const shape = shapeOf(name);
  if (!shape) {
    const width = Number(name.split('.')[0]);
    return { width, height: Math.max(1, Math.round((source.height * width) / source.width)) };
  }
  const scale = Math.min(1, source.width / shape.width, source.height / shape.height);
  return { width: Math.floor(shape.width * scale), height: Math.floor(shape.height * scale) };
};

/** Boxes of the whole picture that a part of it shows whole. */
const within = (boxes: readonly Box[], part: Box): Box[] =>
  boxes.filter(
    ({ left, top, width, height }) =>
      left >= part.left && top >= part.top && left + width <= part.left + part.width && top + height <= part.top + part.height, // biome-ignore format: one line
  );
/** A box of the whole picture, in shares of the part that is shown. */
const inside = (box: Box, part: Box): Box => ({
  left: (box.left - part.left) / part.width,
  top: (box.top - part.top) / part.height,
  width: box.width / part.width,
  height: box.height / part.height,
});
const percent = (share: number): string => `${Math.round(share * 100)} %`;
