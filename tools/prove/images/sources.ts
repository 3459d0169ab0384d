import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { StartError } from '../../../local/engines/ports.ts';
import { cardPixels } from './card.ts';
import { INSTALL, type Magick } from './magick.ts';
import { withWordsJpeg, withWordsPng, withWordsWebp, xmp } from './words.ts';

/** A file to make renditions of, and what is known of it beforehand. */
export interface Source {
  readonly name: string;
  readonly path: string;
  /** A card has flat patches at known places; a photograph is compared by the means of its parts. */
  readonly shows: 'card' | 'photograph';
  /** How its pixels are stored (EXIF's number), as it was made; undefined where ImageMagick has to read it. */
  readonly orientation: number | undefined;
  /** The profile that numbers of four inks are taken to be in when they bring none. */
  readonly assumed?: string;
  /** How unlike its patches may come out, where that is more than for others. */
  readonly mostUnlike?: number;
  readonly frames: number;
}

/**
 * sharp's own profile of inks has a violet black, which Little CMS 2.19 (in sharp 0.35) scales to the screen's black in
 * another way than 2.14 to 2.17 do: dark patches differ by so much, others by less than 3.
 */
const VIOLET_BLACK = 12;
/** All files, and the profile of sRGB that they are held against: the one to which sharp converts. */
export interface Sources {
  readonly srgb: string;
  readonly sources: readonly Source[];
}

const PROFILES = '/usr/share/color/icc';
const SRGB = join(PROFILES, 'sRGB.icc');
const ADOBE_RGB = join(PROFILES, 'compatibleWithAdobeRGB1998.icc');
const GREY = join(PROFILES, 'Gray.icc');
const [PROPHOTO, INKS] = [join(PROFILES, 'ghostscript/rommrgb.icc'), join(PROFILES, 'ghostscript/default_cmyk.icc')];
const needed = [SRGB, ADOBE_RGB, GREY, PROPHOTO, INKS];

const [WIDTH, HEIGHT] = [600, 400];
const card = cardPixels(WIDTH, HEIGHT);
/** The last column lets through all of what is behind it, half, and nothing of it. */
const clear = cardPixels(WIDTH, HEIGHT, (column, row) => (column === 3 ? ([0, 128, 255][row] ?? 255) : 255));
const rawInput = ['-size', `${WIDTH}x${HEIGHT}`, '-depth', '8'];
const bySharp = (pixels = card): Sharp => sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
const opaque = (): Sharp => bySharp().removeAlpha();

/** What a camera that was held so stores of an upright picture: the inverse of what a viewer does to it. */
const turned = [[], ['-flop'], ['-rotate', '180'], ['-flip'], ['-transpose', '+repage'], ['-rotate', '270', '+repage'], ['-transverse', '+repage'], ['-rotate', '90', '+repage']]; // biome-ignore format: a table
/** Stands a stored picture up: in ImageMagick's words, by the number with which it was made. */
export const uprightBy = (orientation: number | undefined): readonly string[] => {
  if (orientation === undefined) return ['-auto-orient'];
  const inverse = { 6: 8, 8: 6 }[orientation] ?? orientation;
  return turned[inverse - 1] ?? [];
};

/** Makes the files of every kind, and adds the photographs. @param folder where they are written */
export const sourcesIn = async (folder: string, magick: Magick, photographs: string): Promise<Sources> => {
  const missing = [...needed, photographs].filter((path) => !existsSync(path));
  if (missing.length > 0) throw new StartError(`There is no ${missing.join(', ')}: ${INSTALL}.`);
  const sources: Source[] = [];
  const add = (name: string, bytes: Buffer, known: Partial<Source> = {}): void => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    sources.push({ name, path, shows: 'card', orientation: 1, frames: 1, ...known });
  };
  const byMagick = (to: string, args: readonly string[] = [], pixels = card): Promise<Buffer> =>
    magick.convert([...rawInput, 'rgba:-', ...(pixels === card ? ['-alpha', 'off'] : []), ...args, to], pixels);
  const { p3, cmyk: inks, srgb } = await builtInProfiles(folder);

  for (let orientation = 1; orientation <= 8; orientation++) {
    const stored = await byMagick('png:-', turned[orientation - 1]);
    const jpeg = await magick.convert(['png:-', '-quality', '95', 'jpeg:-'], stored);
    const { width = 0, height = 0 } = await sharp(stored).metadata();
    const webp = await sharp(stored).webp({ quality: 95 }).toBuffer();
    add(`orientation-${orientation}.jpg`, withWordsJpeg(jpeg, orientation), { orientation });
    add(`orientation-${orientation}.png`, withWordsPng(stored, orientation), { orientation });
    add(`orientation-${orientation}.webp`, withWordsWebp(webp, { width, height }, orientation), { orientation });
  }

  const fine = ['-quality', '95'];
  const jpegs: Readonly<Record<string, readonly string[]>> = {
    'whole-chroma': ['-sampling-factor', '4:4:4'], progressive: ['-interlace', 'JPEG'], grey: ['-colorspace', 'Gray'],
    'grey-profile': ['-colorspace', 'Gray', '-profile', GREY], 'adobe-rgb': ['-profile', ADOBE_RGB],
    'display-p3': ['-profile', p3], prophoto: ['-profile', PROPHOTO], 'srgb-profile': ['-profile', SRGB],
    'inks-profile': ['-profile', SRGB, '-profile', INKS], 'inks-progressive': ['-profile', SRGB, '-profile', INKS, '-interlace', 'JPEG'],
  }; // biome-ignore format: a table
  for (const [name, args] of Object.entries(jpegs)) add(`${name}.jpg`, withWordsJpeg(await byMagick('jpeg:-', [...args, ...fine]))); // biome-ignore format: one line
  const bare = await byMagick('jpeg:-', ['-profile', SRGB, '-profile', INKS, '+profile', 'icc', ...fine]);
  add('inks-bare.jpg', withWordsJpeg(bare), { assumed: inks, mostUnlike: VIOLET_BLACK });
  add('inks-bare-by-sharp.jpg', await opaque().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(), {
    assumed: inks,
    mostUnlike: VIOLET_BLACK,
  });

  const pngs: Readonly<Record<string, readonly [args: readonly string[], to: string, pixels?: Buffer]>> = {
    '8-bit': [[], 'png24:-'], '16-bit': [['-depth', '16'], 'png48:-'], interlaced: [['-interlace', 'PNG'], 'png24:-'],
    '16-bit-alpha': [['-depth', '16'], 'png64:-', clear], alpha: [[], 'png32:-', clear],
    grey: [['-colorspace', 'Gray'], 'png:-'], '16-bit-grey': [['-colorspace', 'Gray', '-depth', '16', '-define', 'png:bit-depth=16'], 'png:-'],
    'grey-profile': [['-colorspace', 'Gray', '-profile', GREY], 'png:-'], 'grey-alpha': [['-colorspace', 'Gray'], 'png:-', clear],
    '16-bit-grey-profile': [['-colorspace', 'Gray', '-profile', GREY, '-depth', '16', '-define', 'png:bit-depth=16'], 'png:-'],
    '1-bit': [['-colorspace', 'Gray', '-threshold', '50%'], 'png:-'],
    palette: [['-colors', '16'], 'png8:-'], 'palette-alpha': [['-channel', 'A', '-threshold', '60%', '+channel', '-colors', '16'], 'png8:-', clear],
    'display-p3': [['-profile', p3], 'png24:-'], 'display-p3-16-bit': [['-profile', p3, '-depth', '16'], 'png48:-'],
    'display-p3-alpha': [['-profile', p3], 'png32:-', clear], 'adobe-rgb-16-bit': [['-profile', ADOBE_RGB, '-depth', '16'], 'png48:-'],
  }; // biome-ignore format: a table
  for (const [name, [args, to, pixels]] of Object.entries(pngs)) add(`${name}.png`, withWordsPng(await byMagick(to, args, pixels))); // biome-ignore format: one line

  const size = { width: WIDTH, height: HEIGHT };
  add('lossy.webp', withWordsWebp(await byMagick('webp:-', fine), size));
  add('lossless.webp', withWordsWebp(await byMagick('webp:-', ['-define', 'webp:lossless=true']), size));
  add('alpha.webp', await bySharp(clear).webp({ quality: 95 }).toBuffer());
  add('display-p3.webp', await sharp(await byMagick('png24:-', ['-profile', p3])).keepIccProfile().webp({ quality: 95 }).toBuffer()); // biome-ignore format: one line

  const spoken = (image: Sharp): Sharp => image.withExif({ IFD0: { Make: 'FloodgateSecret' } }).withXmp(xmp);
  const best = { quality: 90, effort: 1 };
  const near = ['--min', '0', '--max', '8', '--speed', '8'];
  const plainPng = await byMagick('png24:-');
  const avifs: Readonly<Record<string, readonly [png: Buffer, args: readonly string[], orientation?: number]>> = {
    '8-bit': [plainPng, []], '10-bit': [await byMagick('png48:-'), ['--depth', '10']], '12-bit-whole-chroma': [await byMagick('png48:-'), ['--depth', '12', '--yuv', '444']],
    'display-p3-10-bit': [await byMagick('png48:-', ['-profile', p3]), ['--depth', '10']], 'alpha-by-libavif': [await byMagick('png32:-', [], clear), []],
    'grey-by-libavif': [await byMagick('png:-', ['-colorspace', 'Gray']), ['--yuv', '400']],
    'turned-6': [await byMagick('png24:-', turned[5]), ['--irot', '3'], 6], 'turned-3': [await byMagick('png24:-', turned[2]), ['--irot', '2'], 3],
    'turned-8': [await byMagick('png24:-', turned[7]), ['--irot', '1'], 8], 'mirrored-2': [await byMagick('png24:-', turned[1]), ['--imir', '1'], 2],
  }; // biome-ignore format: a table
  for (const [name, [png, args, orientation = 1]] of Object.entries(avifs)) add(`${name}.avif`, await magick.avif(png, [...near, ...args]), { orientation }); // biome-ignore format: one line
  add('words.avif', await spoken(opaque()).avif(best).toBuffer());
  add(
    'whole-chroma.avif',
    await opaque()
      .avif({ ...best, chromaSubsampling: '4:4:4' })
      .toBuffer(),
  );
  add('lossless.avif', await opaque().avif({ lossless: true, effort: 1 }).toBuffer());
  add('alpha.avif', await bySharp(clear).avif(best).toBuffer());
  add('grey.avif', await opaque().toColourspace('b-w').avif(best).toBuffer());
  add('display-p3.avif', await sharp(await byMagick('png24:-', ['-profile', p3])).keepIccProfile().avif(best).toBuffer()); // biome-ignore format: one line

  const frames = Buffer.concat([0, 1, 2].map((shift) => cardPixels(WIDTH, HEIGHT, undefined, shift)));
  const gif = ['-delay', '10', '-loop', '0', '-set', 'comment', 'FloodgateSecret'];
  add('still.gif', await byMagick('gif:-', gif));
  add('interlaced.gif', await byMagick('gif:-', [...gif, '-interlace', 'GIF']));
  add('clear.gif', await byMagick('gif:-', ['-channel', 'A', '-threshold', '60%', '+channel'], clear));
  add('moving.gif', await byMagick('gif:-', gif, frames), { frames: 3 });
  add('moving-parts.gif', await byMagick('gif:-', [...gif, '-layers', 'optimize'], frames), { frames: 3 });
  add('moving.webp', await sharp(await byMagick('gif:-', gif, frames), { animated: true }).webp({ quality: 90, minSize: true }).toBuffer(), { frames: 3 }); // biome-ignore format: one line

  return { srgb, sources: [...sources, ...photographsIn(photographs)] };
};

/** Writes the profiles that sharp brings: Display P3, of inks where a file names none, and the sRGB that all become. */
const builtInProfiles = async (folder: string): Promise<Record<'p3' | 'cmyk' | 'srgb', string>> => {
  const written = async (profile: string, image: Sharp): Promise<string> => {
    const { icc } = await sharp(await image.withIccProfile(profile).jpeg().toBuffer()).metadata();
    const path = join(folder, `${profile}.icc`);
    writeFileSync(path, icc ?? '');
    return path;
  };
  return {
    p3: await written('p3', opaque()),
    srgb: await written('srgb', opaque()),
    cmyk: await written('cmyk', opaque().toColourspace('cmyk')),
  };
};

/** Photographs (JPEG) in a folder and those below it. */
export const photographsIn = (folder: string): Source[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.jpe?g$/i.test(name))
    .sort()
    .map((name) => ({ name, path: join(folder, name), shows: 'photograph', orientation: undefined, frames: 1 }));
