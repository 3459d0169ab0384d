import * as z from 'zod/mini';
import { secret } from './settings.ts';

/**
 * States the three kinds of keys of a stage. A module whose code signs with one puts the statement among its own
 * settings; every other function does without.
 */
const Key = z.string().check(z.minLength(32));

/** One key with its id; the id stands in what is signed with it. */
export interface SigningKey {
  readonly id: string;
  readonly key: string;
}

const Keys = z.pipe(
  z.string().check(z.regex(/^[a-z0-9]{1,8}:[^,:]{32,}(,[a-z0-9]{1,8}:[^,:]{32,})*$/)),
  z.transform((text: string): readonly SigningKey[] =>
    text.split(',').map((pair) => {
      const at = pair.indexOf(':');
      return { id: pair.slice(0, at), key: pair.slice(at + 1) };
    }),
  ),
);

/** Rotates: `<id>:<key>,…`; the first signs, all are accepted. */
export const tokenKeys = secret('Keys of objects’ tokens: `<id>:<key>,…`, the first one signs.', Keys, 'token-keys');

/** Changing it ends the cursors that are under way and nothing else. */
export const cursorKey = secret('Key of the cursors of lists.', Key, 'cursor-key');

/** Stays for a stage's life: what is derived from it is stored, compared and looked up. */
export const permanentKey = secret('Key of derived ids and references; it is never changed.', Key, 'permanent-key');
