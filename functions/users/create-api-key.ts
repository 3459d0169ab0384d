import { isoTime, nowMs } from '#lib/clock.ts';
import { newId, newSecret } from '#lib/id.ts';
import { transact, type Write } from '#lib/table.ts';
import type { ApiKey, Scope } from './api-key.ts';
import { newApiKey } from './users-table.ts';

/**
 * A new API key as writes for one transaction. The secret (`fgk_` and 256 random bits) is answered here and stored
 * nowhere.
 * @param asked.now milliseconds since 1970
 */
export const apiKeyWrite = (asked: {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly secret?: string;
  readonly now: number;
}): { readonly writes: Write[]; readonly apiKey: ApiKey; readonly secret: string } => {
  const { name, scopes, secret = `fgk_${newSecret()}`, now } = asked;
  const apiKey = { id: newId('key'), name, scopes: [...scopes], createdAt: isoTime(now), revokedAt: null };
  return { writes: newApiKey(apiKey, secret), apiKey, secret };
};

/** Creates an API key and answers its secret, once. */
export const createApiKey = async (asked: {
  readonly name: string;
  readonly scopes: readonly Scope[];
}): Promise<{ readonly apiKey: ApiKey; readonly secret: string }> => {
  const { writes, apiKey, secret } = apiKeyWrite({ ...asked, now: nowMs() });
  await transact(writes);
  return { apiKey, secret };
};
