import { brotliCompressSync, brotliDecompressSync, constants, gzipSync } from 'node:zlib';

/**
 * Brotli at quality 4: JSON in a third of its bytes. The library's default of 11 packs a few percent tighter and takes
 * milliseconds of a handler's time for it.
 */
const brotli = (text: string): Buffer => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
const unbrotli = (bytes: unknown): string => brotliDecompressSync(bytes as Uint8Array).toString('utf8');

export const packJson = (value: unknown): Uint8Array => brotli(JSON.stringify(value));
/** What `packJson` packed. */
export const unpackJson = (bytes: unknown): unknown => JSON.parse(unbrotli(bytes));

export type Encoding = 'br' | 'gzip';
/** Bytes up to which a text is sent and stored as it is: it fits into one packet anyway. */
const SMALL = 1024;

/** A text to answer. What is made of it is made once, so that an answer from memory is compressed once. */
export interface Content {
  readonly text: () => string;
  /** Whether it is worth compressing. */
  readonly large: boolean;
  /** Its compressed bytes in base 64, as Lambda takes them. */
  readonly encoded: (encoding: Encoding) => string;
}

/** Makes the content of a text, or of one that `packed` packed. */
export const contentOf = (source: string | Uint8Array): Content => {
  const isText = typeof source === 'string';
  const made: { text?: string; br?: string; gzip?: string } = isText ? { text: source } : {};
  const text = (): string => {
    made.text ??= unbrotli(source);
    return made.text;
  };
  const encode = (encoding: Encoding): Uint8Array =>
    encoding === 'gzip' ? gzipSync(text()) : isText ? brotli(source) : source;
  const encoded = (encoding: Encoding): string => {
    made[encoding] ??= Buffer.from(encode(encoding)).toString('base64');
    return made[encoding];
  };
  return { text, large: !isText || Buffer.byteLength(source) > SMALL, encoded };
};

/** Packs a text to be stored, unless it is small: what `contentOf` takes. */
export const packed = (text: string): string | Uint8Array => (Buffer.byteLength(text) > SMALL ? brotli(text) : text);

/**
 * Picks an answer's encoding from `Accept-Encoding` (RFC 9110 12.5.3): the one of the higher weight, Brotli of two
 * equals, none when the answer as it is weighs more or the header is missing.
 */
export const acceptedEncoding = (header = ''): Encoding | undefined => {
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', weight = '1'] = part.split(/;\s*q=/).map((one) => one.trim());
    weights.set(name, Number(weight) || 0);
  }
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  const best = weightOf('gzip') > weightOf('br') ? 'gzip' : 'br';
  return weightOf(best) > 0 && weightOf(best) >= (weights.get('identity') ?? 0) ? best : undefined;
};
