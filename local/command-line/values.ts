import { InvalidArgumentError } from '@commander-js/extra-typings';

/** What an option's text means; throws InvalidArgumentError, with what it takes. */
type Reader<T> = (text: string) => T;

/** Reads a whole number within bounds. */
export const whole =
  (least = 1, most = 1_000_000): Reader<number> =>
  (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}`);
  };

/** Reads a number of zero or more, which may have a decimal point. */
export const amount: Reader<number> = (text) => {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number of zero or more');
};

/** Reads values with commas between them; one that stands twice counts once. */
export const listOf =
  <T>(one: Reader<T>): Reader<T[]> =>
  (text) => [...new Set(text.split(',').map((part) => one(part.trim())))];

/** Reads a port; 0 is any free one. */
export const port = whole(0, 65_535);

/** Reads a moment, as milliseconds since 1970. */
export const moment: Reader<number> = (text) => {
  const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError('It is a time like 2026-11-22T10:00:00Z');
};

/** Reads a folder's name; nothing is looked up. */
export const folderName: Reader<string> = (text) => {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is a folder');
};

/** Collects an option that may be repeated. */
export const all = (one: string, before: readonly string[] = []): string[] => [...before, one];

/** Reads one of some names. */
export const oneOf =
  (names: readonly string[]): Reader<string> =>
  (text) => {
    if (names.includes(text)) return text;
    throw new InvalidArgumentError(`It is one of ${names.join(', ')}`);
  };
