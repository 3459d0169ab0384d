import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp';
import { rgbaToThumbHash, thumbHashToAverageRGBA } from 'thumbhash';
import { type FocalPoint, type Format, limits, type RefusalCode, type Rendition } from '../media.ts';

/** The version of what is made below: it stands in every file's address, so a change of it changes addresses. */
export const PIPELINE = 1;

/**
 * Loaders by what they read; every other one that libvips was built with stays shut, and with them what reads SVG, PDF
 * or whole other libraries. One thread: a function has one CPU, and the memory of one image is known.
 */
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadHeif',
    'VipsForeignLoadNsgif',
  ],
});
sharp.concurrency(1);
sharp.cache(false);

/** An image that is not taken. */
export class RefusedImage extends Error {
  override readonly name = 'RefusedImage';
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(code);
    this.code = code;
  }
}

/** The longest side of what renditions are made from, and the longest of one in AVIF, which costs four times as much. */
const [MASTER, MOST_AVIF] = [2560, 1920];
const WIDTHS = [320, 640, 960, 1280, 1600, 1920, 2560];
/** Animations cost a frame's work for each frame: fewer widths. */
const ANIMATED_WIDTHS = [320, 640, 1280];
/** Previews, cut around the focal point: of links (Open Graph's measure), and square. */
const CROPS = [
  { width: 1200, height: 630 },
  { width: 1080, height: 1080 },
] as const;

/** How each format is encoded; measured in `npm run images`. */
const encoders: Readonly<Record<Format, (image: Sharp) => Sharp>> = {
  avif: (image) => image.avif({ quality: 50, effort: 2, chromaSubsampling: '4:2:0' }),
  webp: (image) => image.webp({ quality: 75 }),
  // What is transparent is shown on white, as paper is.
  jpeg: (image) => image.flatten({ background: '#ffffff' }).jpeg({ quality: 78, mozjpeg: true }),
};

/** One file of an image, with its bytes. */
export interface MadeFile {
  readonly rendition: Rendition;
  readonly content: Buffer;
}
/** What was made of an image. */
export interface MadeImage {
  /** Pixels of the upright image, as it came. */
  readonly width: number;
  readonly height: number;
  readonly thumbhash: string;
  readonly colour: string;
}

const input = { limitInputPixels: limits.allPixels, failOn: 'error', sequentialRead: true } as const;

/** Reads what the file says of itself, and refuses what would take too much to decode. @throws RefusedImage */
const checked = async (bytes: Buffer): Promise<Metadata> => {
  const found = await sharp(bytes, { ...input, limitInputPixels: false, animated: true })
    .metadata()
    .catch(damaged);
  const { width, pages = 1, pageHeight = found.height } = found;
  if (pages > limits.frames || (pages > 1 && width * pageHeight * pages > limits.allPixels))
    throw new RefusedImage('too-many-frames');
  if (width > limits.side || pageHeight > limits.side) throw new RefusedImage('side-too-long');
  if (width * pageHeight > limits.pixels) throw new RefusedImage('too-many-pixels');
  return found;
};

const damaged = (cause: unknown): never => {
  throw Object.assign(new RefusedImage('file-damaged'), { cause });
};

/** The image upright, in sRGB, with 8 bits a channel and nothing beside its pixels, decoded once for all renditions. */
interface Master {
  readonly pixels: Buffer;
  readonly info: OutputInfo;
}
const masterOf = async (bytes: Buffer, { space }: Pick<Metadata, 'space'>): Promise<Master> => {
  const stored = eightBits[space];
  const upright = stored
    ? sharp(bytes, input).autoOrient().pipelineColourspace(stored)
    : sharp(bytes, input).autoOrient();
  const fitted = upright.resize({ width: MASTER, height: MASTER, fit: 'inside', withoutEnlargement: true });
  const made = await fitted
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(damaged);
  return { pixels: made.data, info: made.info };
};
/**
 * What 16 bits become before their profile is looked at: by itself sharp takes colours of 16 bits to Display P3 and leaves
 * them there unmarked, and does not look at the profile of greys.
 */
const eightBits: Readonly<Partial<Record<Metadata['space'], 'srgb' | 'b-w'>>> = { rgb16: 'srgb', grey16: 'b-w' };
const from = ({ pixels, info: { width, height, channels } }: Master): Sharp =>
  sharp(pixels, { raw: { width, height, channels } });

/** Resizes the master once for all formats of a width. */
const atWidth = async (master: Master, width: number): Promise<Master> => {
  if (width === master.info.width) return master;
  const { data: pixels, info } = await from(master).resize({ width }).raw().toBuffer({ resolveWithObject: true });
  return { pixels, info };
};

/** The widths that are made of an image: those below its own, and its own. */
const widthsOf = (width: number, all: readonly number[]): number[] => [
  ...all.filter((one) => one < width),
  Math.min(width, all.at(-1) ?? width),
];

const encoded = async (image: Sharp, name: string, format: Format): Promise<MadeFile> => {
  const { data, info } = await encoders[format](image).toBuffer({ resolveWithObject: true });
  const height = info.pageHeight ?? info.height;
  return { rendition: { name, width: info.width, height, format, bytes: data.length }, content: data };
};

/**
 * Makes an image's files one after the other, so that one is in memory at a time: each width in AVIF, WebP and JPEG, an
 * animation in WebP alone, and two previews that are cut around the focal point.
 * @param put stores each
 * @throws RefusedImage for a file that is damaged or too large to decode
 */
export const makeRenditions = async (
  bytes: Buffer,
  focalPoint: FocalPoint,
  put: (file: MadeFile) => Promise<void>,
): Promise<MadeImage> => {
  const found = await checked(bytes);
  const { pages = 1, autoOrient } = found;
  const master = await masterOf(bytes, found);
  const isAnimated = pages > 1;
  // From the largest: what it frees is enough for each that follows, where each larger one would take more.
  for (const width of widthsOf(master.info.width, WIDTHS).reverse()) {
    const resized = await atWidth(master, width);
    if (width <= MOST_AVIF) await put(await encoded(from(resized), `${width}.avif`, 'avif'));
    if (!isAnimated) await put(await encoded(from(resized), `${width}.webp`, 'webp'));
    await put(await encoded(from(resized), `${width}.jpeg`, 'jpeg'));
  }
  if (isAnimated)
    for (const width of widthsOf(master.info.width, ANIMATED_WIDTHS)) {
      const moving = sharp(bytes, { ...input, animated: true }).resize({ width, withoutEnlargement: true });
      await put(await encoded(moving, `${width}.webp`, 'webp').catch(damaged));
    }
  for (const crop of await cropsOf(from(master), master.info, focalPoint)) await put(crop);
  return {
    width: autoOrient.width,
    height: isAnimated ? autoOrient.height / pages : autoOrient.height,
    ...(await blurred(master)),
  };
};

/** Cuts the previews of an image again, out of its largest file. @throws what sharp does, for bytes that are none of ours */
export const cutAgain = async (bytes: Buffer, focalPoint: FocalPoint): Promise<MadeFile[]> => {
  const { width, height } = await sharp(bytes, input).metadata();
  return cropsOf(sharp(bytes, input), { width, height }, focalPoint);
};

/** Whether a file is one that is cut around the focal point. */
export const isCrop = ({ name }: Pick<Rendition, 'name'>): boolean => name.includes('x');

/** Sorts files as they are shown: by width, previews behind them. */
export const inOrder = (renditions: readonly Rendition[]): Rendition[] =>
  renditions.toSorted(
    (one, other) => Number(isCrop(one)) - Number(isCrop(other)) || (isCrop(one) ? 0 : one.width - other.width),
  );

const cropsOf = async (
  image: Sharp,
  size: { readonly width: number; readonly height: number },
  { x, y }: FocalPoint,
): Promise<MadeFile[]> => {
  const crops: MadeFile[] = [];
  for (const { width, height } of CROPS) {
    const scale = Math.min(size.width / width, size.height / height);
    const box = { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
    const left = placed(x, size.width, box.width);
    const top = placed(y, size.height, box.height);
    const cut = image.clone().extract({ left, top, ...box });
    const fitted = cut.resize({ width: Math.min(width, box.width), height: Math.min(height, box.height), fit: 'fill' });
    crops.push(await encoded(fitted, `${width}x${height}-${percent(x)}-${percent(y)}.jpeg`, 'jpeg'));
  }
  return crops;
};
/** Where a box begins so that the point is as near its middle as the image's edges let it. */
const placed = (share: number, whole: number, box: number): number =>
  Math.round(Math.min(Math.max(share * whole - box / 2, 0), whole - box));
const percent = (share: number): number => Math.round(share * 100);

/** ThumbHash takes at most 100 pixels a side. */
const BLURRED = 100;
const blurred = async (master: Master): Promise<{ thumbhash: string; colour: string }> => {
  const small = from(master).resize({ width: BLURRED, height: BLURRED, fit: 'inside' }).ensureAlpha().raw();
  const { data, info } = await small.toBuffer({ resolveWithObject: true });
  const hash = rgbaToThumbHash(info.width, info.height, data);
  const { r, g, b } = thumbHashToAverageRGBA(hash);
  const hex = [r, g, b].map((part) => Math.round(part * 255).toString(16).padStart(2, '0')).join(''); // biome-ignore format: one line
  return { thumbhash: Buffer.from(hash).toString('base64'), colour: `#${hex}` };
};
