import { fileTypeFromBuffer } from 'file-type';
import type { RefusalCode } from '../media.ts';

/** What is read: the names that the file's own bytes give, by `file-type`. */
const taken = ['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/avif', 'image/gif'];
const refused: readonly (readonly [RegExp, RefusalCode])[] = [
  [/^image\/hei[cf]/, 'heic-refused'],
  [/^image\/svg/, 'svg-refused'],
  [/^application\/(pdf|postscript|illustrator)/, 'pdf-refused'],
  [/^video\//, 'video-refused'],
  [/^text\/html/, 'html-refused'],
];

/** So much of a text is looked at: what comes before the first element of a page is comments. */
const HEAD_BYTES = 4096;
const markup: readonly (readonly [RegExp, RefusalCode])[] = [
  [/<svg[\s>]/i, 'svg-refused'],
  [/<(!doctype\s+html|html|head|body|script|iframe|title|meta|a|p|div|img)[\s>]/i, 'html-refused'],
];

/** Tells by a file's bytes why it is not taken; undefined for an image. Neither its name nor what it was sent as counts. */
export const refusalOf = async (bytes: Buffer): Promise<RefusalCode | undefined> => {
  if (bytes.length === 0) return 'empty-file';
  const found = await fileTypeFromBuffer(bytes);
  if (found && taken.includes(found.mime)) return undefined;
  const named = refused.find(([form]) => form.test(found?.mime ?? ''));
  if (named) return named[1];
  const head = textOf(bytes.subarray(0, HEAD_BYTES));
  return markup.find(([form]) => form.test(head))?.[1] ?? 'unknown-type';
};

/** A text as its mark of order says that it is encoded. */
const textOf = (bytes: Buffer): string =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('latin1');
