import * as z from 'zod/mini';
import { deterministicId } from '#lib/id.ts';
import { notFound } from '#lib/refusals.ts';
import { check, get, type Item, put, query, remove, transact, type Write } from '#lib/table.ts';
import { at, table } from '../content-table.ts';
import { addressFrom, pathAt, refuseReserved } from '../entries/addresses-table.ts';
import { PathTaken, RedirectCircle, RedirectElsewhere } from '../refusals.ts';
import { Redirect } from './named.ts';

const LIST = 'redirects';
const placeKey = (id: string) => at(LIST, id).key;
const idOf = (from: string): string => deterministicId('red', [from]);

/** Redirects that one may lead on through. */
const MOST_HOPS = 10;

/**
 * Makes, or changes, what a path leads on to. It never leads in a circle: every redirect that it leads through is checked to
 * be as it was read.
 * @throws Refusal 409 `path-taken`; 422 `path-reserved`, `redirect-circle`, `redirect-elsewhere`
 */
export const putRedirect = async ({ from, to }: Redirect): Promise<Redirect & { id: string }> => {
  refuseReserved(from);
  if (!isPath(to)) throw new RedirectElsewhere();
  const id = idOf(from);
  const isFree = {
    if: 'attribute_not_exists(pk) OR attribute_exists(#to)',
    refused: () => new PathTaken(`There is a page at ${JSON.stringify(from)}.`),
  };
  await transact([
    put(table, { ...pathAt(from).key, type: 'address', to }, isFree),
    put(table, { ...placeKey(id), type: 'place', from, to }),
    ...(await hopsOf(from, to)),
  ]);
  return { id, from, to };
};

/** A path of this site, as a browser understands it: no scheme, no host, nothing that resolves elsewhere. */
const isPath = (to: string): boolean => {
  const base = 'https://site.invalid';
  const url = URL.parse(to, base);
  return (
    /^\/(?![/\\])[^\s\\]*$/.test(to) &&
    url?.origin === base &&
    url.pathname + url.search + url.hash === encodeURI(decoded(to))
  );
};
const decoded = (text: string): string => {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
};

/** The checks that the redirects behind a path stay as they are. @throws Refusal 422 `redirect-circle` */
const hopsOf = async (from: string, to: string): Promise<Write[]> => {
  const checks: Write[] = [];
  for (let path = pathOf(to); ; ) {
    if (path === from || checks.length === MOST_HOPS) throw new RedirectCircle();
    const next = addressFrom(await get(pathAt(path), { consistent: true }))?.to;
    const same = next === undefined ? { if: 'attribute_not_exists(#to)' } : { if: '#to = :to', values: { to: next } };
    checks.push(
      check(table, pathAt(path).key, {
        ...same,
        refused: () => new RedirectCircle('Another redirect was changed at the same moment.'),
      }),
    );
    if (next === undefined) return checks;
    path = pathOf(next);
  }
};
const pathOf = (to: string): string => to.replace(/[?#].*$/s, '');

/** Takes a redirect away. @throws Refusal 404 */
export const removeRedirect = async (id: string): Promise<void> => {
  const place = await get({ table, key: placeKey(id) }, { consistent: true });
  if (!place) throw notFound('redirect');
  await transact([
    remove(table, placeKey(id)),
    remove(table, pathAt(String(place['from'])).key, {
      if: 'attribute_exists(#to)',
      refused: () => notFound('redirect'),
    }),
  ]);
};

/** Reads a page of redirects. */
export const pageOfRedirects = async (limit: number, after: Item | undefined) => {
  const { items, last } = await query(table, { pk: LIST, limit, after });
  return { redirects: items.map((item) => ({ id: String(item['sk']), ...z.parse(Redirect, item) })), last };
};
