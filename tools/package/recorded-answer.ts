/**
 * Makes an answer fit to be an example: what differs from run to run (ids, times, tokens, addresses) becomes something
 * constant of the same form, and of a list two entries stay.
 */
export const recordedAnswer = (answer: unknown): unknown =>
  Array.isArray(answer)
    ? answer.slice(0, 2).map(recordedAnswer)
    : typeof answer === 'object' && answer !== null
      ? Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, constant(name, value)]))
      : typeof answer === 'string'
        ? constantText(answer)
        : answer;

/** Members whose whole value is random, or counts what other samples did. */
const byName: Readonly<Record<string, unknown>> = {
  orderToken: 'eyJrIjoxfQ.c2lnbmF0dXJl',
  secret: 'whsec_ZXhhbXBsZSBzZWNyZXQgb2YgYSB3ZWJob29r',
  nextCursor: 'eyJwayI6ImV4YW1wbGUifQ',
  'x-amz-date': '20261127T200000Z',
  'x-amz-signature': 'a'.repeat(64),
  requestId: '5b0b1f6e-3f0a-4c1e-9d2b-7a6f5e4d3c2b',
};

const constant = (name: string, value: unknown): unknown =>
  typeof value === 'string' && name in byName ? byName[name] : recordedAnswer(value);

const forms: readonly (readonly [RegExp, string])[] = [
  [/^eyJ[\w+/=-]{60,}$/, 'eyJleHBpcmF0aW9uIjoiMjAyNi0xMS0yN1QyMDowMDowMC4wMDBaIn0='],
  [/\bhttps?:\/\/(127\.0\.0\.1|localhost):\d+/g, 'https://api.example'],
  [/\?X-Amz-[^"\s]+/g, '?X-Amz-Signature=example'],
  [/\bfgk_[\w-]{20,}/g, 'fgk_EXAMPLE0000000000000000000000'],
  [/\b([a-z]{3})_[0-9A-HJKMNP-TV-Z]{26,}\b/g, '$1_01KAP0000000000000000EXAMP'],
  [/\b[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}\b/gi, '5b0b1f6e-3f0a-4c1e-9d2b-7a6f5e4d3c2b'],
  [/\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]\b/g, 'K7QF-2M9X-4TRA-D'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '2026-11-27T20:00:00.000Z'],
  [/\b20\d\d-\d\d-\d\d\b(?!T)/g, '2026-11-27'],
  [/\bkim_[0-9a-z]{26}@/g, 'kim@'],
  [/(sample[-_])[0-9a-hjkmnp-tv-z]{26}/g, '$1teapot'],
  [/(sample[-_])[0-9A-HJKMNP-TV-Z]{26}/gi, '$1TEAPOT'],
  [/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, '01KAP0000000000000000EXAMP'],
  [/\/\d{8}\/us-east-1\//g, '/20261127/us-east-1/'],
]; // biome-ignore format: a table

const constantText = (text: string): string => forms.reduce((one, [form, instead]) => one.replace(form, instead), text);
