import { SECRET } from './words.ts';

/** Byte strings that are long enough not to come about among pixels. */
const signs = [SECRET, 'Exif\0\0', 'http://ns.adobe.com', 'Photoshop 3.0', '8BIM', '<x:xmpmeta', 'ICC_PROFILE', 'acspMSFT', 'acspAPPL'] as const; // biome-ignore format: a list

/**
 * Finds what a rendition says beside its pixels: by the signs of EXIF, XMP, IPTC and profiles anywhere in its bytes, and by
 * its own parts, of which only those that hold pixels are let pass.
 * @param words of the source, that must not be in it
 * @returns each, named; nothing for a clean file
 */
export const leftoversIn = (bytes: Buffer, words: readonly string[] = []): string[] => {
  const found = [...signs, ...words]
    .filter((sign) => bytes.includes(sign, 0, 'latin1'))
    .map((sign) => JSON.stringify(sign));
  return [...found, ...partsOf(bytes)];
};

const partsOf = (bytes: Buffer): string[] => {
  if (bytes.subarray(0, 2).equals(Buffer.from([0xff, 0xd8]))) return jpegParts(bytes);
  if (bytes.subarray(8, 12).toString('latin1') === 'WEBP') return webpParts(bytes);
  if (bytes.subarray(4, 8).toString('latin1') === 'ftyp') return avifParts(bytes);
  return ['a file of no known format'];
};

/** JFIF's own segment and Adobe's mark of the colour model say how the pixels are read. */
const [APP0, ADOBE, COM, SCAN] = [0xe0, 0xee, 0xfe, 0xda];
const jpegParts = (bytes: Buffer): string[] => {
  const found: string[] = [];
  for (let at = 2; at + 4 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return [...found, `bytes that are no segment at ${at}`];
    if (marker === SCAN) return found;
    const speaks = (marker > APP0 && marker < 0xf0 && marker !== ADOBE) || marker === COM;
    if (speaks) found.push(`segment ${marker.toString(16)}`);
  }
  return [...found, 'no scan'];
};

const webpChunks = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF'];
const webpParts = (bytes: Buffer): string[] => {
  const found: string[] = [];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const type = bytes.toString('latin1', at, at + 4);
    if (!webpChunks.includes(type)) found.push(`chunk ${JSON.stringify(type)}`);
    const length = bytes.readUInt32LE(at + 4);
    at += 8 + length + (length % 2);
  }
  return found;
};

/** Items and properties of a HEIF file that hold no pixels; its index stands in the box `meta`. */
const avifItems = ['Exif', 'mime', 'uri ', 'prof', 'rICC', 'udes'];
const avifParts = (bytes: Buffer): string[] => {
  const found: string[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at) || bytes.length - at;
    const type = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + length);
    if (type === 'meta')
      found.push(...avifItems.filter((item) => content.includes(item)).map((item) => `item ${item}`));
    else if (!['ftyp', 'mdat', 'free'].includes(type)) found.push(`box ${type}`);
    at += Math.max(8, length);
  }
  return found;
};
