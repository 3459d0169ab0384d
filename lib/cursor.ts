import { env } from './env.ts';
import { sameText, sign } from './id.ts';
import { Refusal } from './problem.ts';
import type { Item } from './table.ts';

/**
 * Where a list goes on: the last key, signed under the stage's key together with the route and filter it belongs to,
 * so it cannot be forged and does not fit another list.
 */
export const toCursor = (list: string, last: Item | undefined): string | null => {
  if (!last) return null;
  const payload = Buffer.from(JSON.stringify(last)).toString('base64url');
  return `${payload}.${sign(env().STAGE_KEY, 'cursor', `${list}\0${payload}`).slice(0, 22)}`;
};

/** The key in a cursor; `undefined` without one. @throws Refusal 400 for a cursor that is not of this list */
export const fromCursor = (list: string, cursor: string | undefined): Item | undefined => {
  if (cursor === undefined) return undefined;
  const [payload = '', signature = ''] = cursor.split('.');
  if (!sameText(signature, sign(env().STAGE_KEY, 'cursor', `${list}\0${payload}`).slice(0, 22))) {
    throw new Refusal(400, 'invalid-request', 'The cursor does not belong to this list.', {
      errors: [{ path: 'query.cursor', message: 'does not belong to this list' }],
    });
  }
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Item;
};
