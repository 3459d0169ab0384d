import { differenceCiede2000 } from 'culori';
import type { Box, Colour } from './card.ts';

/** A decoded picture: RGBA, 16 bits a channel, not premultiplied. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint16Array;
}

/** How unlike two sRGB colours look (CIEDE2000): 1 is just seen side by side. */
export const unlike = (one: Colour, other: Colour): number => difference(inUnits(one), inUnits(other));
const difference = differenceCiede2000();
const inUnits = ([r, g, b]: Colour) => ({ mode: 'rgb', r: r / 255, g: g / 255, b: b / 255 }) as const;

/** Takes the mean of a part of a picture; what is transparent counts by its alpha. */
export const meanOf = ({ width, height, data }: Pixels, box: Box): Colour => {
  const [left, top] = [Math.round(box.left * width), Math.round(box.top * height)];
  const right = Math.min(width, Math.max(left + 1, Math.round((box.left + box.width) * width)));
  const bottom = Math.min(height, Math.max(top + 1, Math.round((box.top + box.height) * height)));
  const sums = [0, 0, 0, 0];
  for (let y = top; y < bottom; y++)
    for (let at = (y * width + left) * 4; at < (y * width + right) * 4; at += 4) {
      const alpha = data[at + 3] ?? 0;
      for (let channel = 0; channel < 3; channel++)
        sums[channel] = (sums[channel] ?? 0) + (data[at + channel] ?? 0) * alpha;
      sums[3] = (sums[3] ?? 0) + alpha;
    }
  const [r = 0, g = 0, b = 0, alpha = 0] = sums;
  const weight = Math.max(1, alpha) * 257;
  return [r / weight, g / weight, b / weight, alpha / ((right - left) * (bottom - top) * 257)];
};

/** Lays a colour on white, as a JPEG shows it. */
export const onWhite = ([r, g, b, alpha]: Colour): Colour => {
  const laid = (value: number): number => (value * alpha + 255 * (255 - alpha)) / 255;
  return [laid(r), laid(g), laid(b), 255];
};

export const shownColour = (colour: Colour): string => `rgba(${colour.map((part) => Math.round(part)).join(' ')})`;
