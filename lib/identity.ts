import type { Contract, Named } from './contract.ts';
import { env } from './env.ts';
import { sha256 } from './id.ts';
import { isTokenOf } from './object-token.ts';
import type { Refusal } from './problem.ts';
import { Forbidden, notFound, Unauthenticated } from './refusals.ts';
import { get, tableOf } from './table.ts';
import { scope } from './trace.ts';
import { ttlCache } from './ttl-cache.ts';

/** Who is calling, established once for a request, in process. */
export type Caller =
  | { readonly kind: 'anonymous' }
  /** The holder of one object's token. */
  | { readonly kind: 'object'; readonly id: string }
  | { readonly kind: 'key'; readonly keyId: string; readonly scopes: readonly string[] };

/** Keys are looked up by hash and remembered for these milliseconds: so long a revoked one may still work. */
const KEY_CACHE_MS = 10_000;
const keys = ttlCache<{ caller: Caller | undefined }>(KEY_CACHE_MS, 1000);

/** The key of the item that an API key is looked up at; every role may read such items, and nothing else of the table. */
export const apiKeyItemKey = (secret: string): { pk: string; sk: string } => ({
  pk: `${env().API_KEYS.prefix}#${sha256(secret)}`,
  sk: 'key',
});

const unauthenticated = (detail: string): Refusal => new Unauthenticated(detail, {}, { 'www-authenticate': 'Bearer' });

/** Tells who calls and refuses who may not: 401 without a token, 403 without the scope, 404 for another's object. */
export const identify = async (contract: Contract, headers: Named, params: Named): Promise<Caller> => {
  const { access } = contract;
  if (access === 'public' || access === 'holder' || access === 'provider') return { kind: 'anonymous' };
  if (access === 'owner') return owner(contract, headers, params['id'] ?? '');
  const caller = await bearer(headers['authorization']);
  if (access === 'customer') throw new Forbidden('This route is for a signed-in customer.');
  const needed = access === 'admin' ? 'admin' : access.slice('staff:'.length);
  if (caller.kind !== 'key' || !(caller.scopes.includes('admin') || caller.scopes.includes(needed))) {
    throw new Forbidden(`This key does not have the scope ${needed}.`);
  }
  const here = scope();
  if (here) here.actor = `key:${caller.keyId}`;
  return caller;
};

/** Verifies the token of the object that the route is about; `X-Order-Token` where that is an order. */
const owner = ({ object = 'object' }: Contract, headers: Named, id: string): Caller => {
  const name = `X-${object.charAt(0).toUpperCase()}${object.slice(1)}-Token`;
  const token = headers[name.toLowerCase()];
  if (!token) throw unauthenticated(`Send the ${object}’s token in ${name}.`);
  if (!isTokenOf(object, id, token)) throw notFound(object);
  const here = scope();
  if (here) here.owned = id;
  return { kind: 'object', id };
};

const bearer = async (header: string | undefined): Promise<Caller> => {
  const secret = header?.match(/^Bearer\s+(\S{1,200})\s*$/i)?.[1];
  if (!secret) throw unauthenticated('Send a token as Authorization: Bearer …');
  const caller = secret.startsWith('fgk_') ? await apiKey(secret) : undefined;
  if (!caller) throw unauthenticated('This token is not known, or no longer valid.');
  return caller;
};

const apiKey = async (secret: string): Promise<Caller | undefined> => {
  const { pk, sk } = apiKeyItemKey(secret);
  const known = keys.get(pk);
  if (known) return known.caller;
  const item = await get({ table: tableOf(env().API_KEYS.module), key: { pk, sk } });
  const caller: Caller | undefined =
    item && item['revokedAt'] === undefined
      ? { kind: 'key', keyId: String(item['id']), scopes: item['scopes'] as string[] }
      : undefined;
  keys.set(pk, { caller });
  return caller;
};
