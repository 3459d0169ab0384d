import { sameText, sign } from './id.ts';
import { cursorKey } from './keys.ts';
import { InvalidRequest } from './refusals.ts';
import { defineSettings } from './settings.ts';
import type { Item } from './table.ts';

const settings = defineSettings('lib/cursor', { CURSOR_KEY: cursorKey });

const signature = (list: string, payload: string): string =>
  sign(settings().CURSOR_KEY, 'cursor', `${list}\0${payload}`).slice(0, 22);

/**
 * Makes the cursor of a list: the last key, signed together with the route and filter it belongs to, so it cannot be
 * forged and does not fit another list; null at the end.
 */
export const toCursor = (list: string, last: Item | undefined): string | null => {
  if (!last) return null;
  const payload = Buffer.from(JSON.stringify(last)).toString('base64url');
  return `${payload}.${signature(list, payload)}`;
};

/** Reads the key in a cursor; `undefined` without one. @throws Refusal 400 for a cursor that is not of this list */
export const fromCursor = (list: string, cursor: string | undefined): Item | undefined => {
  if (cursor === undefined) return undefined;
  const [payload = '', given = ''] = cursor.split('.');
  if (!sameText(given, signature(list, payload))) {
    throw new InvalidRequest('The cursor does not belong to this list.', {
      errors: [{ path: 'query.cursor', message: 'does not belong to this list' }],
    });
  }
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Item;
};
