import type { Chance } from '../../../test/support/chance.ts';
import type { Json } from './operations.ts';

/** Texts that break programs: wrong Unicode, other programs' words, numbers and times at their borders. */
export const oddTexts = [
  '', ' ', '\t\n', '\u00a0', '0', '-1', '1e309', 'NaN', 'null', 'true', '__proto__', 'constructor', 'hasOwnProperty',
  'a\u0000b', 'a\u0007', 'a\nb', '\u2028', '\u202eabc', '\ufeff', '\ufffd', '\uffff', '\ud800', '\udfff\ud800', '💚',
  '👩‍👩‍👧‍👦', '\u{1fffe}', 'ﷺ'.repeat(50), 'e\u0301'.repeat(300), 'ﬁ', 'İ', 'ß', '१२', 'x'.repeat(256), 'x'.repeat(5000),
  "'; DROP TABLE x", '<script>alert(1)</script>', '{{7*7}}', '$\u007b7*7}', '%00', '%zz', '../../etc/passwd', '*', '#', '?',
  '4111 1111 1111 1111', 'a@b', 'kim@example.org', '"kim doe"@example.org', 'kim@[127.0.0.1]', 'http://', 'https://[',
  'http://127.0.0.1:1/', 'javascript:alert(1)', 'https://user:pw@example.org/', 'file:///etc/passwd', 'EUR', 'eur', 'XXX',
  'XX', 'IE', '2026-02-30', '0000-00-00', '9999-12-31', '2026-11-27T10:00:00Z', '-271821-04-20T00:00:00.000Z',
  '+275760-09-13T00:00:00.001Z', '2026-11-27T25:61:00Z', '1970-01-01', '0.1', '0.30000000000000004', '1.00001', '١',
]; // biome-ignore format: a list

/** Segments of a path as they go over the wire. */
export const oddSegments = [
  '%', '%2', '%zz', '%FF', '%C3%28', '%ED%A0%80', '%00', '%0d%0a', '%20', '%F0%9F%92%9A', '%EF%BF%BD', '%25', '%2F', 'a%2Fb',
  '%2e%2e', '..', '.', '*', '{id}', '$default', '__proto__', 'undefined', 'null', '-1', '0', "'", '%22', '%3Cscript%3E',
  'x'.repeat(200), 'x'.repeat(201), 'x'.repeat(3000), '%F0%9F%92%9A'.repeat(60), 'a;b', 'a:b', '~', '+',
]; // biome-ignore format: a list

/** Parts of a query that no operation has, or that are no query. */
export const oddQueries = [
  'surprise=1', 'q=%zz', 'limit=%FF', '%', '=', '&&', '__proto__=1', 'constructor=1', 'a[b]=c', '%00=%00', 'limit', '?',
]; // biome-ignore format: a list

/** Names that objects have without being told, which programs mistake for their own. */
export const prototypeKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

export const oddNumbers = [
  0, -0, -1, 1, 0.5, 1.5, -1.5, 99, 100, 101, 2147483647, 2147483648, -2147483649, 9007199254740991, 9007199254740992, 1e15,
  1e21, 1e38, 1e127, 1e308, -1e308, 5e-324,
]; // biome-ignore format: a list

/** Nested so deep that what goes down by calling itself falls. */
const deep = (chance: Chance): Json => {
  let value: Json = 1;
  const object = chance.happens(0.5);
  for (let depth = 0; depth < 1500; depth += 1) value = object ? { a: value } : [value];
  return value;
};

/** A value of any type that fits nowhere. */
export const oddValue = (chance: Chance): Json =>
  chance.pick([
    () => null,
    () => chance.happens(0.5),
    () => chance.pick(oddNumbers),
    () => chance.pick(oddNumbers),
    () => chance.pick(oddTexts),
    () => chance.pick(oddTexts),
    () => chance.pick(oddTexts),
    () => [],
    () => ({}),
    () => [null],
    () => ({ amount: chance.pick(oddNumbers), currency: chance.pick(['EUR', 'USD', 'JPY', 'eur', 'XXX']) }),
    () => Array.from({ length: 300 }, (_, n) => n),
    () => deep(chance),
  ])();

/** A value of the same type that is a little off: a neighbour, another case, blanks around it, something within it. */
export const off = (value: Json, chance: Chance): Json => {
  if (typeof value === 'number')
    return chance.pick([value + 1, value - 1, -value, value * 1000, value + 0.1, `${value}`]);
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return Array.isArray(value) ? [...value, ...value] : [value];
  const at = chance.upTo(value.length + 1);
  const odd = chance.pick(oddTexts);
  return chance.pick([
    ` ${value} `,
    value.toUpperCase(),
    value.slice(0, at),
    `${value.slice(0, at)}${odd}${value.slice(at)}`,
  ]);
};

/** A place in a JSON value: what holds it, and its key there. */
type Place = readonly [holder: Json, key: string | number];

const placesIn = (value: Json): Place[] => {
  const places: Place[] = [];
  const ahead = [value];
  for (let one = ahead.pop(); one !== undefined && places.length < 500; one = ahead.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    for (const key of Object.keys(one)) {
      places.push([one, key]);
      ahead.push(one[key]);
    }
  }
  return places;
};

/** Changes a JSON value in one place, the whole of it included, and answers it. */
export const changedIn = (value: Json, chance: Chance, change: (holder: Json, key: string | number) => void): Json => {
  const root = { value };
  change(...chance.pick(placesIn(root)));
  return root.value;
};

/** Texts in the place of a JSON body that are none, or none of the right form, as bytes. */
export const oddBodies: readonly ((json: string) => Buffer)[] = [
  () => Buffer.alloc(0),
  () => Buffer.from('null'),
  () => Buffer.from('[]'),
  () => Buffer.from('"text"'),
  () => Buffer.from('{"a":1,"a":2}'),
  () => Buffer.from('{"__proto__":{"admin":true}}'),
  () => Buffer.from(`{"amount":${'9'.repeat(400)}}`),
  () => Buffer.from('['.repeat(50_000)),
  () => Buffer.from(`{"x":"${'x'.repeat(300_000)}"}`),
  (json) => Buffer.from(json.slice(0, -1)),
  (json) => Buffer.from(`\ufeff${json}`),
  (json) => Buffer.from(`${json}${json}`),
  (json) => Buffer.from(json.replace('"', '"\u0000')),
  (json) => Buffer.concat([Buffer.from(json.slice(0, -2)), Buffer.from([0xff, 0xfe]), Buffer.from(json.slice(-2))]),
  (json) => Buffer.from(json, 'utf16le'),
  (json) => Buffer.from(json.replaceAll('"', "'")),
];
