import { readFileSync } from 'node:fs';
import type { AccessLine } from '../../../local/gateway/access-lines.ts';
import type { ReadObject } from './object.ts';

/** Reads the origin's access lines; the last one of a killed origin may be cut. */
export const linesIn = (file: string): AccessLine[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as AccessLine] : []));

/** Picks an object's fetches through the edge that ended at or after a moment, in the order in which they began. */
export const fetchesOf = (lines: readonly AccessLine[], { atOrigin }: ReadObject, since: number): AccessLine[] =>
  lines
    .filter(({ edge, path, end }) => edge && path === atOrigin && end >= since)
    .toSorted((a, b) => a.start - b.start);

/** Counts how many of some fetches were in flight at once at most; one that begins in the millisecond of an end comes after it. */
export const mostInFlight = (fetches: readonly AccessLine[]): number => {
  const changes = fetches.flatMap(({ start, end }) => [
    { at: start, by: 1 },
    { at: Math.max(end, start + 0.5), by: -1 },
  ]);
  let [open, most] = [0, 0];
  for (const { by } of changes.sort((a, b) => a.at - b.at || a.by - b.by)) {
    open += by;
    most = Math.max(most, open);
  }
  return most;
};

/** Counts those that began at or after `from` and before `to`. */
export const begun = (fetches: readonly AccessLine[], from: number, to: number): number =>
  fetches.filter(({ start }) => start >= from && start < to).length;

/** The most of some counts, with the name of the object that it is of. */
export const worstOf = <O extends ReadObject>(
  objects: readonly O[],
  count: (object: O) => number,
): { readonly most: number; readonly name: string } =>
  objects
    .map((object) => ({ most: count(object), name: object.name }))
    .reduce((a, b) => (b.most > a.most ? b : a), { most: 0, name: '–' });
