import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { leftoversIn } from './leftovers.ts';
import { exifOf, SECRET, withWordsJpeg, withWordsWebp, xmp } from './words.ts';

const size = { width: 64, height: 48 };
const plain = () => sharp({ create: { ...size, channels: 3, background: '#28508c' } });
const files = {
  jpeg: await plain().jpeg().toBuffer(),
  webp: await plain().webp().toBuffer(),
  avif: await plain().avif({ effort: 0 }).toBuffer(),
};

test('pixels alone leave nothing', () => {
  for (const bytes of Object.values(files)) expect(leftoversIn(bytes)).toEqual([]);
});

describe('found is what a file says beside its pixels', () => {
  test('EXIF, XMP, IPTC and a comment of a JPEG, by their signs and by their segments', () => {
    const found = leftoversIn(withWordsJpeg(files.jpeg));
    expect(found).toContain(JSON.stringify(SECRET));
    expect(found.filter((one) => one.startsWith('segment'))).toEqual([
      'segment e1',
      'segment e1',
      'segment ed',
      'segment fe',
    ]);
  });

  test('EXIF and XMP of a WebP, by their chunks', () => {
    const found = leftoversIn(withWordsWebp(files.webp, size));
    expect(found).toEqual(expect.arrayContaining(['chunk "EXIF"', 'chunk "XMP "']));
  });

  test('EXIF, XMP and a profile of an AVIF, by their items', async () => {
    const spoken = plain().withExif({ IFD0: { Make: 'x' } }).withXmp(xmp).withIccProfile('p3'); // biome-ignore format: one line
    const found = leftoversIn(await spoken.avif({ effort: 0 }).toBuffer());
    expect(found).toEqual(expect.arrayContaining(['item Exif', 'item mime', 'item rICC']));
  });

  test('a profile, wherever it is', async () => {
    for (const format of ['jpeg', 'webp'] as const)
      expect(leftoversIn(await plain().withIccProfile('p3').toFormat(format).toBuffer())).not.toEqual([]);
  });

  test('words of the source', () => {
    expect(leftoversIn(Buffer.concat([files.jpeg, Buffer.from('DSC-RX100M4')]), ['DSC-RX100M4'])).toEqual([
      '"DSC-RX100M4"',
    ]);
  });
});

test('the EXIF that is planted is read as EXIF', async () => {
  const planted = await sharp(withWordsJpeg(files.jpeg, 6)).metadata();
  expect(planted.orientation).toBe(6);
  expect(planted.exif?.includes(exifOf(6))).toBe(true);
  expect(planted.autoOrient).toEqual({ width: 48, height: 64 });
});
