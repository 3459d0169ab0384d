import { FileRefused } from './refusals.ts';

/** Enough to tell what kind of file this is. */
const HEAD_BYTES = 4_096;

const magic: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a spreadsheet or another zipped file'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel file'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x1f, 0x8b], 'compressed'],
  [[0x89, 0x50, 0x4e, 0x47], 'an image'],
  [[0xff, 0xd8, 0xff], 'an image'],
];

const startsWith = (head: Uint8Array, bytes: readonly number[]): boolean => bytes.every((byte, i) => head[i] === byte);

/** Refuses by the first bytes what is no text, or text in UTF-16. */
const inspect = (head: Uint8Array): void => {
  const utf16 = new FileRefused('wrong-encoding', 'The file is in UTF-16; save it as CSV in UTF-8.');
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) throw utf16;
  for (const [bytes, what] of magic) {
    if (startsWith(head, bytes)) throw new FileRefused('not-csv', `The file is ${what}; save it as CSV in UTF-8.`);
  }
  const nul = [0, 0];
  let control = 0;
  head.forEach((byte, i) => {
    if (byte === 0) nul[i % 2] = (nul[i % 2] ?? 0) + 1;
    if (byte < 9 || (byte > 13 && byte < 32)) control++;
  });
  // Latin text in UTF-16 without a mark: every second byte is zero, and only those.
  if (Math.max(...nul) > head.length / 4 && Math.min(...nul) === 0) throw utf16;
  if (nul.some((count) => count > 0) || control > 4 + head.length / 100) {
    throw new FileRefused('not-csv', 'The file is binary and not CSV.');
  }
};

/** Refuses by the first characters what is text, but a web page, XML or JSON. */
const inspectText = (head: string): void => {
  const start = head.trimStart().slice(0, 200).toLowerCase();
  if (/^<(!doctype html|html|head|body|script|meta)\b/.test(start)) {
    throw new FileRefused('html', 'The file is a web page; download the CSV file itself.');
  }
  if (/^[<{[]/.test(start)) throw new FileRefused('not-csv', 'The file is XML or JSON and not CSV.');
};

const concat = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);

/** The source with its first chunk at least as long as a head, if the file is. */
async function* withHead(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] | undefined = [];
  let size = 0;
  for await (const chunk of source) {
    if (!parts) {
      yield chunk;
      continue;
    }
    parts.push(chunk);
    size += chunk.length;
    if (size < HEAD_BYTES) continue;
    yield concat(parts);
    parts = undefined;
  }
  if (parts && size > 0) yield concat(parts);
}

/**
 * The bytes of an uploaded file as text in UTF-8, a mark at its beginning left out, every line end as `\n` (so that
 * lines can be counted inside quotes too). Throws `FileRefused` for what is no such text, wherever that shows.
 */
export async function* textOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  let line = 1;
  let held = '';
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new FileRefused(
        'wrong-encoding',
        `The file is not in UTF-8 (after line ${line}); save it as CSV in UTF-8.`,
      );
    }
  };
  for await (const chunk of withHead(source)) {
    if (first) inspect(chunk.subarray(0, HEAD_BYTES));
    // A carriage return at the end waits for the line feed that may follow in the next chunk.
    let text = held + decode(chunk);
    held = text.endsWith('\r') ? '\r' : '';
    if (held) text = text.slice(0, -1);
    if (first) inspectText(text);
    first = false;
    if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line++;
    if (text) yield text;
  }
  const rest = decode() + (held ? '\n' : '');
  if (rest) yield rest;
}
