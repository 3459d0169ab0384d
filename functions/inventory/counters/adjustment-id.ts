import { deterministicId, newId } from '#lib/id.ts';
import type { Caller } from '#lib/identity.ts';

/**
 * The id of an adjustment: a new one, or the one that a caller's Idempotency-Key stands for. So a request that failed
 * half-way, which is never stored as an answer, still moves its units once when it is sent again.
 */
export const adjustmentId = (caller: Caller, key: string | undefined): string =>
  key === undefined ? newId('adj') : deterministicId('adj', [caller.kind === 'key' ? caller.keyId : '', key]);
