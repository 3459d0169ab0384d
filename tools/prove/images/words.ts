/**
 * What a file may say beside its pixels, built here byte by byte, so that no library that is tried is trusted with it:
 * EXIF with the camera's name and a place, XMP, IPTC and comments. Each has the secret word.
 */
import { crc32 } from 'node:zlib';

export const SECRET = 'FloodgateSecret';

/** Builds EXIF (TIFF 6.0, big-endian): orientation, make, and a place. Source: CIPA DC-008. */
export const exifOf = (orientation: number): Buffer => {
  const make = Buffer.from(`${SECRET}\0`);
  const [entries, head] = [3, 8];
  const makeAt = head + 2 + entries * 12 + 4;
  const gpsAt = makeAt + make.length;
  const latitudeAt = gpsAt + 2 + 2 * 12 + 4;
  const gps = [...entry(1, ASCII, 2, Buffer.from('N\0\0\0')), ...entry(2, RATIONAL, 3, u32(latitudeAt))];
  return Buffer.concat([
    Buffer.from('MM\0*'), u32(head),
    u16(entries), ...entry(0x010f, ASCII, make.length, u32(makeAt)),
    ...entry(0x0112, SHORT, 1, Buffer.concat([u16(orientation), u16(0)])), ...entry(0x8825, LONG, 1, u32(gpsAt)), u32(0), make,
    u16(2), ...gps, u32(0), ...[51, 1, 30, 1, 12, 1].map(u32),
  ]); // biome-ignore format: as it lies in the file
};
const [ASCII, SHORT, LONG, RATIONAL] = [2, 3, 4, 5];
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const entry = (tag: number, type: number, count: number, value: Buffer): Buffer[] => [u16(tag), u16(type), u32(count), value]; // biome-ignore format: one line

export const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="${SECRET}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

/** Puts EXIF, XMP, IPTC and a comment into a JPEG, after its first marker. */
export const withWordsJpeg = (jpeg: Buffer, orientation = 1): Buffer => {
  const segment = (marker: number, ...parts: Buffer[]): Buffer => {
    const content = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([0xff, marker]), u16(content.length + 2), content]);
  };
  const iptc = Buffer.concat([Buffer.from([0x1c, 2, 80]), u16(SECRET.length), Buffer.from(SECRET)]);
  const padded = iptc.length % 2 === 0 ? iptc : Buffer.concat([iptc, Buffer.alloc(1)]);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    segment(0xe1, Buffer.from('Exif\0\0'), exifOf(orientation)),
    segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0'), Buffer.from(xmp)),
    segment(0xed, Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0'), u32(iptc.length), padded),
    segment(0xfe, Buffer.from(SECRET)),
    jpeg.subarray(2),
  ]);
};

/** Makes a chunk of a PNG. */
export const chunk = (type: string, content: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  return Buffer.concat([u32(content.length), named, u32(crc32(named))]);
};
/** A PNG's signature and first chunk: what says its size. */
export const PNG_HEAD = 33;
/** Puts EXIF, XMP and a text into a PNG, after its first chunk. */
export const withWordsPng = (png: Buffer, orientation = 1): Buffer =>
  Buffer.concat([
    png.subarray(0, PNG_HEAD),
    chunk('eXIf', exifOf(orientation)),
    chunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`)),
    chunk('tEXt', Buffer.from(`Author\0${SECRET}`)),
    png.subarray(PNG_HEAD),
  ]);

/** Puts EXIF and XMP into a WebP that has none, as chunks behind its pixels. Source: RFC 9649. */
export const withWordsWebp = (webp: Buffer, size: { width: number; height: number }, orientation = 1): Buffer => {
  const riff = (type: string, content: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(content.length);
    return Buffer.concat([Buffer.from(type), length, content, Buffer.alloc(content.length % 2)]);
  };
  const chunks = webp.subarray(12);
  const extended = chunks.subarray(0, 4).toString() === 'VP8X';
  const head = Buffer.alloc(10);
  if (extended) chunks.copy(head, 0, 8, 18);
  else {
    head.writeUIntLE(size.width - 1, 4, 3);
    head.writeUIntLE(size.height - 1, 7, 3);
  }
  const [XMP_FLAG, EXIF_FLAG] = [4, 8];
  head[0] = (head[0] ?? 0) | XMP_FLAG | EXIF_FLAG;
  const rest = extended ? chunks.subarray(18) : chunks;
  return riff('RIFF', Buffer.concat([Buffer.from('WEBP'), riff('VP8X', head), rest, riff('EXIF', exifOf(orientation)), riff('XMP ', Buffer.from(xmp))])); // biome-ignore format: one line
};
