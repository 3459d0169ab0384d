import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Report } from './report.ts';
import { chunk } from './words.ts';
import { work } from './worked.ts';

/** A bomb is refused within so much CPU time of a process that is warm, which never holds more than this. */
const [MOST_CPU_MS, MOST_MB] = [1000, 400];

/** Sends each bomb to a process of its own, after a small picture that warms it. CPU time counts, since machines are shared. */
export const bombs = async (folder: string, report: Report): Promise<void> => {
  const warm = join(folder, 'warm.png');
  writeFileSync(warm, await flat(64, 64).png().toBuffer());
  const lines: string[] = [];
  const [cpu, peak]: [number[], number[]] = [[], []];
  for (const [name, make] of Object.entries(kinds)) {
    report.progress(`makes ${name}`);
    const file = join(folder, name);
    const bytes = await make();
    writeFileSync(file, bytes);
    const [, bomb] = await work([warm, file]);
    const { code, cpuMs = 0, peakMb = 0 } = bomb ?? {};
    if (code === undefined) report.fault(name, 'was taken, a refusal expected');
    if (cpuMs > MOST_CPU_MS) report.fault(name, `${cpuMs.toFixed(0)} ms of CPU, at most ${MOST_CPU_MS} ms`);
    if (peakMb >= MOST_MB) report.fault(name, `a peak of ${peakMb.toFixed(0)} MB, below ${MOST_MB} MB expected`);
    cpu.push(cpuMs);
    peak.push(peakMb);
    lines.push(`${name} (${sizeOf(bytes)}) ${code} ${cpuMs.toFixed(0)} ms ${peakMb.toFixed(0)} MB`);
  }
  report.group('bombs', `${lines.length} refused, each within ${Math.max(...cpu).toFixed(0)} ms of CPU of ${MOST_CPU_MS} ms and ${Math.max(...peak).toFixed(0)} MB of ${MOST_MB} MB (${lines.join('; ')})`); // biome-ignore format: one line
};

const flat = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#28508c' }, limitInputPixels: false }); // biome-ignore format: one line
const sizeOf = (bytes: Buffer): string => (bytes.length < 1_000_000 ? `${Math.ceil(bytes.length / 1000)} kB` : `${(bytes.length / 1_000_000).toFixed(1)} MB`); // biome-ignore format: one line

/** How a picture becomes far more than its file. */
const kinds: Readonly<Record<string, () => Buffer | Promise<Buffer>>> = {
  '900-megapixels.png': () => png(30_000, 30_000, { depth: 1 }),
  '900-megapixels-interlaced.png': () => png(30_000, 30_000, { depth: 1, interlaced: true }),
  'four-thousand-million-pixels.png': () => png(65_000, 65_000, { depth: 1, rows: 10 }),
  'a-long-side.png': () => png(2_000_000, 1, { depth: 8 }),
  'a-profile-of-200-mb.png': () => png(8000, 8000, { depth: 1, before: [chunk('iCCP', Buffer.concat([Buffer.from('p\0\0'), zeros(200_000_000)]))] }), // biome-ignore format: one line
  '268-megapixels.jpg': () => flat(16_384, 16_384).jpeg({ quality: 50 }).toBuffer(),
  'says-65500-a-side.jpg': async () => resizedJpeg(await flat(640, 480).jpeg().toBuffer(), 65_500, 65_500),
  'two-thousand-scans.jpg': async () => manyScans(await flat(7000, 7000).jpeg({ progressive: true }).toBuffer(), 2000),
  '10000-frames.gif': () => gif(16_000, 16_000, 10_000),
  // libnsgif does not believe in a canvas of more than 2,048 a side, and takes the first frame's size.
  '200-large-frames.gif': () => gif(2000, 2000, 200),
  '10000-frames.webp': async () => animatedWebp(16_000, 16_000, 10_000, await flat(1, 1).webp({ lossless: true }).toBuffer()), // biome-ignore format: one line
  '200-large-frames.webp': async () => animatedWebp(4000, 4000, 200, await flat(1, 1).webp({ lossless: true }).toBuffer()), // biome-ignore format: one line
  '268-megapixels.webp': () => flat(16_383, 16_383).webp({ lossless: true, effort: 0 }).toBuffer(),
  'says-60000-a-side.avif': async () => resizedAvif(await flat(64, 64).avif({ effort: 0 }).toBuffer(), 60_000, 60_000),
  'says-7000-a-side.avif': async () => resizedAvif(await flat(64, 64).avif({ effort: 0 }).toBuffer(), 7000, 7000),
};

const zeros = (bytes: number): Buffer => deflateSync(Buffer.alloc(bytes), { level: 9, strategy: constants.Z_RLE });
const png = (
  width: number,
  height: number,
  {
    depth,
    interlaced = false,
    rows = height,
    before = [],
  }: { depth: 1 | 8; interlaced?: boolean; rows?: number; before?: Buffer[] },
): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, 0, 0, 0, interlaced ? 1 : 0], 8);
  const pixels = zeros(rows * (1 + Math.ceil((width * depth) / 8)));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), ...before, chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]); // biome-ignore format: one line
};

/** Writes another size into a JPEG's frame header. */
const resizedJpeg = (jpeg: Buffer, width: number, height: number): Buffer => {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (jpeg[at + 1] !== 0xc0 && jpeg[at + 1] !== 0xc2) continue;
    jpeg.writeUInt16BE(height, at + 5);
    jpeg.writeUInt16BE(width, at + 7);
    return jpeg;
  }
  throw new Error('a JPEG without a frame');
};
/** Repeats a progressive JPEG's last scan: each is a pass over the whole picture. */
const manyScans = (jpeg: Buffer, scans: number): Buffer => {
  const last = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
  const end = jpeg.length - 2;
  return Buffer.concat([jpeg.subarray(0, last), ...Array<Buffer>(scans).fill(jpeg.subarray(last, end)), jpeg.subarray(end)]); // biome-ignore format: one line
};
/** Writes another size into an AVIF's property `ispe`. */
const resizedAvif = (avif: Buffer, width: number, height: number): Buffer => {
  const at = avif.indexOf('ispe');
  avif.writeUInt32BE(width, at + 8);
  avif.writeUInt32BE(height, at + 12);
  return avif;
};

/** A GIF whose canvas is large and whose frames are one pixel each. Source: GIF89a. */
const gif = (width: number, height: number, frames: number): Buffer => {
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  const frame = Buffer.from('\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0', 'latin1');
  return Buffer.concat([head, ...Array<Buffer>(frames).fill(frame), Buffer.from(';')]);
};
/** A WebP whose canvas is large and whose frames are one pixel each. Source: RFC 9649. */
const animatedWebp = (width: number, height: number, frames: number, still: Buffer): Buffer => {
  const riff = (type: string, content: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(content.length);
    return Buffer.concat([Buffer.from(type), length, content, Buffer.alloc(content.length % 2)]);
  };
  const head = Buffer.alloc(10);
  head[0] = 2;
  head.writeUIntLE(width - 1, 4, 3);
  head.writeUIntLE(height - 1, 7, 3);
  const place = Buffer.alloc(16);
  place[12] = 100;
  const pixels = still.subarray(12);
  const frame = riff('ANMF', Buffer.concat([place, pixels]));
  return riff('RIFF', Buffer.concat([Buffer.from('WEBP'), riff('VP8X', head), riff('ANIM', Buffer.alloc(6)), ...Array<Buffer>(frames).fill(frame)])); // biome-ignore format: one line
};
