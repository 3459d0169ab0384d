import { deterministicId, newId } from '#lib/id.ts';
import type { Caller } from '#lib/identity.ts';

/**
 * Makes the id of what a request creates: a new one, or the one that its Idempotency-Key stands for on this route and for
 * this caller. So a request that failed half-way, whose answer was never stored, has one effect when it comes again.
 */
export const idForRequest = (
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
  return deterministicId(prefix, [who, input.path, key]);
};
