import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../../../local/engines/ports.ts';
import type { Pixels } from './colours.ts';

const run = promisify(execFile);

/** What is installed beside Floodgate, as Debian names it. */
export const INSTALL =
  'apt-get install --no-install-recommends imagemagick libavif-bin icc-profiles-free libgs-common mate-backgrounds';

/**
 * Decoders and a colour engine that are no part of sharp: ImageMagick with Debian's own libjpeg, libpng, libwebp and Little
 * CMS, and libavif for AVIF, since sharp has libheif as ImageMagick does.
 */
export interface Magick {
  /** What it says of itself. */
  readonly version: string;
  /** Runs it. @returns what it wrote */
  convert(args: readonly string[], input?: Buffer): Promise<Buffer>;
  /** Makes an AVIF of a PNG, in libavif's words. */
  avif(png: Buffer, args: readonly string[]): Promise<Buffer>;
  /** Decodes a file, each frame whole. @param operations between reading and writing, in ImageMagick's words */
  decode(file: string, operations?: readonly string[], reading?: readonly string[]): Promise<Pixels[]>;
}

/** Finds ImageMagick. @throws StartError when it is not there, or cannot read what it has to, with what to install */
export const findMagick = async (): Promise<Magick> => {
  for (const program of ['magick', 'convert']) {
    const version = await run(program, ['-version']).then(({ stdout }) => stdout, () => ''); // biome-ignore format: one line
    if (!version.includes('ImageMagick')) continue;
    if (!(await run('avifdec', ['--version']).catch(() => undefined))) throw new StartError(`There is no avifdec, which decodes AVIF without libheif: ${INSTALL}.`); // biome-ignore format: one line
    const { stdout: formats } = await run(program, ['-list', 'format']);
    const unread = ['WEBP', 'JPEG', 'PNG', 'GIF'].filter((name) => !new RegExp(`^ *${name}\\*? .* r`, 'm').test(formats)); // biome-ignore format: one line
    if (!/\blcms\b/.test(version)) unread.push('ICC profiles (lcms)');
    if (unread.length > 0) throw new StartError(`${program} does not read ${unread.join(', ')}: ${INSTALL}.`);
    return magickOf(program, version.match(/ImageMagick [^ ]+/)?.[0] ?? program);
  }
  throw new StartError(`There is no ImageMagick, the second decoder: ${INSTALL}.`);
};

const magickOf = (program: string, version: string): Magick => {
  const convert = (args: readonly string[], input?: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const child = execFile(program, args, { encoding: 'buffer', maxBuffer: 2 ** 31 - 1 }, (error, out, told) => {
        if (error) reject(new Error(`${program} ${args.join(' ')}: ${told.toString().trim() || error.message}`));
        else resolve(out);
      });
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  const decode = async (file: string, operations: readonly string[] = [], reading: readonly string[] = []) => {
    const readable = file.endsWith('.avif') ? await pngOf(file) : file;
    return framesOf(await convert([...reading, readable, '-coalesce', '+repage', ...operations, '-alpha', 'set', '-type', 'TrueColorAlpha', '-depth', '16', 'PAM:-'])); // biome-ignore format: one line
  };
  const avif = (png: Buffer, args: readonly string[]): Promise<Buffer> =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'from.png'), png);
      await run('avifenc', [...args, join(folder, 'from.png'), join(folder, 'to.avif')]);
      return readFileSync(join(folder, 'to.avif'));
    });
  return { version, convert, decode, avif };
};

/** Decodes an AVIF to a PNG beside it, with its profile; as it is stored: libavif does not turn it. */
const pngOf = async (file: string): Promise<string> => {
  const png = `${file}.decoded.png`;
  await run('avifdec', ['--depth', '16', '--png-compress', '0', file, png]);
  return png;
};
const inFolder = async <T>(act: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'floodgate-avif-'));
  try {
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Reads pictures of PAM (RGB_ALPHA, 16 bits, big-endian), one after the other. Source: netpbm's pam(5). */
const framesOf = (bytes: Buffer): Pixels[] => {
  const frames: Pixels[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('ENDHDR\n', at) + 7;
    const head = bytes.toString('latin1', at, end);
    const value = (name: string): number => Number(head.match(new RegExp(`^${name} (\\d+)$`, 'm'))?.[1]);
    const [width, height] = [value('WIDTH'), value('HEIGHT')];
    if (value('DEPTH') !== 4 || value('MAXVAL') !== 65_535) throw new Error(`an unexpected picture: ${head}`);
    at = end + width * height * 8;
    // A copy, since an array of 16 bits begins at an even place.
    const data = Buffer.from(Uint8Array.prototype.slice.call(bytes, end, at)).swap16();
    frames.push({ width, height, data: new Uint16Array(data.buffer, data.byteOffset, width * height * 4) });
  }
  return frames;
};
