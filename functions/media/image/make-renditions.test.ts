import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import type { RefusalCode } from '../media.ts';
import {
  inOrder,
  isCrop,
  type MadeFile,
  type MadeImage,
  makeRenditions,
  type RefusedImage,
} from './make-renditions.ts';

/** The small form of `npm run images`, which decodes what is made with a second decoder: here sharp reads it again. */
const CENTRE = { x: 0.5, y: 0.5 };
const make = async (bytes: Buffer, focalPoint = CENTRE): Promise<{ image: MadeImage; files: MadeFile[] }> => {
  const files: MadeFile[] = [];
  const image = await makeRenditions(bytes, focalPoint, async (file) => void files.push(file));
  return { image, files };
};
const refusalOf = async (bytes: Buffer): Promise<RefusalCode | undefined> =>
  make(bytes).then(
    () => undefined,
    (error) => (error as RefusedImage).code,
  );

type Colour = readonly [number, number, number];
const RED: Colour = [220, 30, 40];
const plain = (width: number, height: number, [r, g, b]: Colour = [40, 80, 160]): Sharp =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
const at = async (bytes: Buffer, left: number, top: number): Promise<number[]> => {
  const { data } = await sharp(bytes).extract({ left, top, width: 1, height: 1 }).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true }); // biome-ignore format: one line
  return [...data];
};
/** Whether every channel is as near as lossy encoders keep a flat patch. */
const near = (found: readonly number[], expected: Colour, most = 6): boolean =>
  expected.every((value, channel) => Math.abs((found[channel] ?? 0) - value) <= most);
/** The smallest profile of grey whose numbers are light itself. Source: ICC.1:2001-04, tags wtpt and kTRC. */
const linearGrey = (): Buffer => {
  const D50 = '0000f6d6000100000000d32d';
  const tags = [{ name: 'wtpt', data: `58595a2000000000${D50}` }, { name: 'kTRC', data: '637572760000000000000000' }]; // biome-ignore format: one line
  const bytes = Buffer.alloc(128 + 4 + 12 * tags.length + 32);
  bytes.writeUInt32BE(bytes.length, 0);
  for (const [at, hex] of [[8, '02100000'], [36, '61637370'], [68, D50]] as const) bytes.write(hex, at, 'hex'); // biome-ignore format: one line
  bytes.write('mntrGRAYXYZ ', 12);
  bytes.writeUInt32BE(tags.length, 128);
  let at = 132 + 12 * tags.length;
  for (const [index, { name, data }] of tags.entries()) {
    bytes.write(name, 132 + 12 * index);
    bytes.writeUInt32BE(at, 136 + 12 * index);
    bytes.writeUInt32BE(data.length / 2, 140 + 12 * index);
    at += bytes.write(data, at, 'hex');
  }
  return bytes;
};
const named = (files: readonly MadeFile[], name: string): Buffer => {
  const found = files.find(({ rendition }) => rendition.name === name);
  if (!found) throw new Error(`no ${name} among ${files.map(({ rendition }) => rendition.name).join(' ')}`);
  return found.content;
};

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'EXIF orientation %i: the picture stands upright, and its marked corner is where it belongs',
  async (orientation) => {
    const corner = await plain(100, 60, RED).png().toBuffer();
    const upright = plain(640, 400).composite([{ input: corner, left: 0, top: 0 }]);
    // What a camera that was held that way stores: the inverse of what a viewer does to it.
    const turned = {
    1: (image: Sharp) => image, 2: (image: Sharp) => image.flop(), 3: (image: Sharp) => image.rotate(180),
    4: (image: Sharp) => image.flip(), 5: (image: Sharp) => image.rotate(270).flop(), 6: (image: Sharp) => image.rotate(270),
    7: (image: Sharp) => image.rotate(90).flop(), 8: (image: Sharp) => image.rotate(90),
  }[orientation]; // biome-ignore format: a table
    const stored = turned?.(sharp(await upright.png().toBuffer())) ?? upright;
    const { image, files } = await make(await stored.jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer());
    expect([image.width, image.height]).toEqual([640, 400]);
    for (const format of ['avif', 'webp', 'jpeg']) {
      const found = named(files, `640.${format}`);
      expect(near(await at(found, 20, 20), RED), `${format} ${await at(found, 20, 20)}`).toBe(true);
      for (const [left, top] of [[620, 20], [20, 380], [620, 380]] as const) // biome-ignore format: corners
        expect(near(await at(found, left, top), [40, 80, 160])).toBe(true);
    }
  },
);

describe('colours', () => {
  test('of a wide profile come out as sRGB shows them, and not as if they had been sRGB', async () => {
    const wide = await plain(64, 64, [200, 60, 60]).withIccProfile('p3').png().toBuffer();
    const stated = await sharp(wide).raw().toBuffer();
    const { files } = await make(wide);
    expect(near(await at(named(files, '64.webp'), 30, 30), [200, 60, 60], 4)).toBe(true);
    // The stored numbers are others: P3 says the same red with less.
    expect((await sharp(wide, { ignoreIcc: true }).raw().toBuffer())[0]).not.toBe(stated[0]);
  });

  test('of 16 bits with a profile are converted by it: Display P3, and greys that are stored as light', async () => {
    const p3 = await plain(64, 64, [200, 60, 60]).toColourspace('rgb16').withIccProfile('p3').png().toBuffer();
    const greys = join(mkdtempSync(join(tmpdir(), 'floodgate-icc-')), 'linear-grey.icc');
    writeFileSync(greys, linearGrey());
    const grey = await plain(64, 64, [120, 120, 120]).toColourspace('grey16').withIccProfile(greys).png().toBuffer();
    for (const [deep, expected] of [
      [p3, [200, 60, 60]],
      [grey, [120, 120, 120]],
    ] as const) {
      // biome-ignore format: pairs
      expect(await sharp(deep).metadata()).toMatchObject({ depth: 'ushort', hasProfile: true });
      // What is stored is not what it stands for.
      expect(near(await at(await sharp(deep, { ignoreIcc: true }).png().toBuffer(), 30, 30), expected)).toBe(false);
      const { files } = await make(deep);
      const found = await at(named(files, '64.webp'), 30, 30);
      expect(near(found, expected, 4), String(found)).toBe(true);
    }
  });

  test('of four inks, of grey and of 16 bits are three channels of 8 bits', async () => {
    const kinds: Record<string, Buffer> = {
      cmyk: await plain(64, 64, [90, 120, 150]).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
      grey: await plain(64, 64, [120, 120, 120]).toColourspace('b-w').png().toBuffer(),
      deep: await plain(64, 64, [90, 120, 150]).toColourspace('rgb16').png().toBuffer(),
      palette: await plain(64, 64, [90, 120, 150]).png({ palette: true }).toBuffer(),
    };
    for (const [kind, bytes] of Object.entries(kinds)) {
      const { files } = await make(bytes);
      for (const format of ['avif', 'webp', 'jpeg']) {
        const found = named(files, `64.${format}`);
        const { space, depth, channels } = await sharp(found).metadata();
        expect([kind, space, depth, channels]).toEqual([kind, 'srgb', 'uchar', 3]);
        const expected: Colour = kind === 'grey' ? [120, 120, 120] : [90, 120, 150];
        // Going to four inks and back loses some.
        expect(near(await at(found, 30, 30), expected, kind === 'cmyk' ? 14 : 5), `${kind} ${format}`).toBe(true);
      }
    }
  });

  test('what is transparent stays so, but in JPEG, where it is white', async () => {
    const half = await sharp({ create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).png().toBuffer(); // biome-ignore format: one line
    const { files } = await make(half);
    expect((await at(named(files, '64.webp'), 30, 30))[3]).toBe(0);
    expect((await at(named(files, '64.avif'), 30, 30))[3]).toBe(0);
    expect(near(await at(named(files, '64.jpeg'), 30, 30), [255, 255, 255], 1)).toBe(true);
  });
});

test('nothing of the file is kept but its pixels: no place, no camera, no words', async () => {
  const exif = {
    IFD0: { Make: 'SecretCamera', Copyright: 'SecretName' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
  };
  const bytes = await plain(400, 300).withExif(exif).withIccProfile('p3').jpeg().toBuffer();
  expect(bytes.includes('SecretCamera')).toBe(true);
  const { files } = await make(bytes);
  for (const { rendition, content } of files) {
    const { exif: kept, icc, xmp, iptc } = await sharp(content).metadata();
    expect([rendition.name, kept, icc, xmp, iptc]).toEqual([
      rendition.name,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    for (const word of ['Secret', 'Exif', 'GPS', 'http://ns.adobe.com/xap']) expect(content.includes(word)).toBe(false);
  }
});

describe('sizes', () => {
  const namesOf = (files: readonly MadeFile[]): string[] => files.map(({ rendition: { name } }) => name);

  test('a picture is never enlarged', async () => {
    const { files } = await make(await plain(10, 7).png().toBuffer());
    expect(namesOf(files)).toEqual(['10.avif', '10.webp', '10.jpeg', '1200x630-50-50.jpeg', '1080x1080-50-50.jpeg']);
    for (const { rendition } of files) expect(rendition.width).toBeLessThanOrEqual(10);
  });

  test('a large one ends at 2,560 pixels, and at 1,920 in AVIF', async () => {
    const { image, files } = await make(await plain(4000, 100).png().toBuffer());
    expect([image.width, image.height]).toEqual([4000, 100]);
    const widths = (format: string) =>
      inOrder(files.map(({ rendition }) => rendition)).flatMap((one) => (one.format === format && !isCrop(one) ? [one.width] : [])); // biome-ignore format: one line
    expect(widths('webp')).toEqual([320, 640, 960, 1280, 1600, 1920, 2560]);
    expect(widths('avif')).toEqual([320, 640, 960, 1280, 1600, 1920]);
  });

  test('previews are cut around the focal point, as far as the edges let them', async () => {
    const mark = await plain(40, 40, RED).png().toBuffer();
    const bytes = await plain(800, 400)
      .composite([{ input: mark, left: 30, top: 180 }])
      .png()
      .toBuffer();
    const { files } = await make(bytes, { x: 0.0625, y: 0.5 });
    expect(near(await at(named(files, '1080x1080-6-50.jpeg'), 50, 200), RED)).toBe(true);
    const middle = await make(bytes);
    expect(near(await at(named(middle.files, '1080x1080-50-50.jpeg'), 50, 200), [40, 80, 160])).toBe(true);
  });
});

test('an animation moves in WebP alone; its first frame stands in the other formats', async () => {
  const frames = await Promise.all(
    [RED, [40, 80, 160] as const].map((colour) => plain(400, 300, colour).png().toBuffer()),
  );
  const gif = await sharp(frames, { join: { animated: true } })
    .gif({ delay: [100, 100] })
    .toBuffer();
  const { image, files } = await make(gif);
  expect([image.width, image.height]).toEqual([400, 300]);
  const { pages, pageHeight } = await sharp(named(files, '320.webp'), { animated: true }).metadata();
  expect([pages, pageHeight]).toEqual([2, 240]);
  expect(files.filter(({ rendition }) => rendition.format === 'webp').map(({ rendition }) => [rendition.width, rendition.height])).toEqual([[320, 240], [400, 300]]); // biome-ignore format: one line
  expect(near(await at(named(files, '400.jpeg'), 200, 150), RED)).toBe(true);
});

describe('what would take too much to decode', () => {
  test('is refused by what the file says of itself', async () => {
    expect(await refusalOf(await plain(16_385, 10).png().toBuffer())).toBe('side-too-long');
    expect(await refusalOf(await plain(8000, 6251).png().toBuffer())).toBe('too-many-pixels');
    const frames = [await plain(20, 20).png().toBuffer(), await plain(20, 20, RED).png().toBuffer()];
    const many = sharp(
      Array.from({ length: 201 }, (_, index) => frames[index % 2] as Buffer),
      { join: { animated: true } },
    );
    expect(await refusalOf(await many.webp({ loop: 1, delay: 20 }).toBuffer())).toBe('too-many-frames');
  });

  test('and so is what ends early, or is no image', async () => {
    const noise = sharp({ create: { width: 200, height: 200, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 60 } } }); // biome-ignore format: one line
    for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif'] as const) {
      const whole = await noise.clone().toFormat(format).toBuffer();
      expect([format, await refusalOf(whole.subarray(0, Math.floor(whole.length / 2)))]).toEqual([
        format,
        'file-damaged',
      ]);
    }
    expect(await refusalOf(Buffer.from('nonsense'))).toBe('file-damaged');
  });
});
