import { createHash } from 'node:crypto';
import { newId } from '#lib/id.ts';
import type { Caller } from '#lib/identity.ts';

/**
 * The id of something that a request makes: a new one, or the one that the caller's Idempotency-Key stands for on this
 * route. So a request that failed half-way, which is never stored as an answer, still has one effect when it comes again.
 */
export const keyedId = (
  prefix: string,
  input: {
    readonly caller: Caller;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly path: string;
  },
): string => {
  const key = input.headers['idempotency-key'];
  if (key === undefined) return newId(prefix);
  const { caller } = input;
  const who = caller.kind === 'key' ? caller.keyId : caller.kind === 'object' ? caller.id : '';
  const digest = createHash('sha256').update(`${who}\0${input.path}\0${key}`).digest('hex');
  return `${prefix}_${digest.slice(0, 32).toUpperCase()}`;
};
