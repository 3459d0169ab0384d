import { expect, test } from 'vitest';
import { CENTRE, type Rendition } from '../../../functions/media/media.ts';
import { cardPixels } from './card.ts';
import { meanOf, type Pixels, unlike } from './colours.ts';
import { judge, MOST_UNLIKE } from './judge.ts';

const [width, height] = [120, 90];
const picture = (change = (bytes: Buffer): Buffer => bytes, size = { width, height }): Pixels => {
  const bytes = change(cardPixels(size.width, size.height));
  return { ...size, data: Uint16Array.from(bytes, (value) => value * 257) };
};
const rendition = (over: Partial<Rendition> = {}): Rendition => ({ name: '120.webp', width, height, format: 'webp', bytes: 1, ...over }); // biome-ignore format: one line
const source = { frames: [picture()], isCard: true, focalPoint: CENTRE, mostUnlike: MOST_UNLIKE };
const faultsOf = (found: Pixels[], of = rendition(), expected = source): string[] => judge(of, found, expected).faults;

test('a colour differs from itself by nothing, and black from white by a hundred', () => {
  expect(unlike([220, 30, 40, 255], [220, 30, 40, 255])).toBe(0);
  expect(unlike([0, 0, 0, 255], [255, 255, 255, 255])).toBeCloseTo(100, 0);
});

test('a mean counts what shows by its alpha', () => {
  const two: Pixels = { width: 2, height: 1, data: Uint16Array.from([65_535, 0, 0, 65_535, 0, 65_535, 0, 0]) };
  expect(meanOf(two, { left: 0, top: 0, width: 1, height: 1 })).toEqual([255, 0, 0, 127.5]);
});

test('the same picture has no fault, and every patch is looked at', () => {
  expect(judge(rendition(), [picture()], source)).toEqual({ patches: 12, worst: 0, faults: [] });
});

test('a picture that was not turned is told by its corner', () => {
  const rows = (bytes: Buffer): Buffer => {
    const all = Array.from({ length: height }, (_, row) => bytes.subarray(row * width * 4, (row + 1) * width * 4));
    return Buffer.concat(all.reverse());
  };
  expect(faultsOf([picture(rows)])[0]).toBe('upper left is what the lower left corner should be');
});

test('colours that are stretched, wrong sizes, missing frames and lost alpha are told', () => {
  const wider = (bytes: Buffer): Buffer => bytes.map((value, at) => (at % 4 === 0 ? Math.min(255, value + 12) : value)) as Buffer; // biome-ignore format: one line
  const [first] = faultsOf([picture(wider)]);
  expect(first).toBe('at 33 %, 10 %: rgba(255 243 242 255), expected rgba(243 243 242 255), ΔE 5.6');
  expect(faultsOf([picture(undefined, { width: 100, height: 75 })])[0]).toBe('size 100×75, expected 120×90');
  expect(faultsOf([picture(), picture()])).toEqual(['2 frames, expected 1']);
  const half = (bytes: Buffer): Buffer => bytes.map((value, at) => (at % 4 === 3 ? 128 : value)) as Buffer;
  expect(faultsOf([picture()], rendition(), { ...source, frames: [picture(half)] })[0]).toContain('expected rgba(220 30 40 128)'); // biome-ignore format: one line
});

test('a preview is held against the part of the picture that it shows', () => {
  const square = rendition({ name: '1080x1080-50-50.jpeg', width: 90, height: 90, format: 'jpeg' });
  const middle = picture((bytes) => bytes);
  const cut: Pixels = { width: 90, height: 90, data: new Uint16Array(90 * 90 * 4) };
  for (let y = 0; y < 90; y++) cut.data.set(middle.data.subarray((y * width + 15) * 4, (y * width + 105) * 4), y * 90 * 4); // biome-ignore format: one line
  expect(faultsOf([cut], square)).toEqual([]);
  expect(faultsOf([cut], square, { ...source, focalPoint: { x: 0, y: 0 } })).not.toEqual([]);
});
