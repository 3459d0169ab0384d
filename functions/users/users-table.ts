import * as z from 'zod/mini';
import { epochSeconds, isoTime, nowMs } from '#lib/clock.ts';
import { apiKeyItemKey } from '#lib/identity.ts';
import { notFound } from '#lib/refusals.ts';
import { get, type Item, type Key, putNew, query, type Ref, tableOf, update, type Write } from '#lib/table.ts';
import { ApiKey } from './api-key.ts';
import { Contact, ContactParts } from './contact.ts';

/** The only file that knows the table: keys, items, conditions. */
const table = tableOf('users');

const contactKey = (contactRef: string): Key => ({ pk: `contact#${contactRef}`, sk: 'contact' });

/** Days that a contact is kept of which nothing has come: longer than the cart that pins it. */
const KEPT_DAYS = 120;

/**
 * The write of a new contact. A contact is never changed: carts and orders pin it by its reference. It goes after 120
 * days unless an order holds it, from the beginning or later.
 */
export const newContact = (contactRef: string, contact: ContactParts, now: number, held: boolean): Write =>
  putNew(table, {
    ...contactKey(contactRef),
    type: 'contact',
    ...contact,
    createdAt: isoTime(now),
    ...(held ? {} : { ttl: endOf(now) }),
  });

const endOf = (now: number): number => epochSeconds(now) + KEPT_DAYS * 86_400;

/** The write by which an order holds a contact: it stays. @param refused the error when the contact is there no more */
export const heldContact = (contactRef: string, refused: () => Error): Write =>
  update(table, contactKey(contactRef), 'REMOVE #ttl', {}, { if: 'attribute_exists(pk)', refused });

/** The write by which an order lets a contact go that it has another one for: it goes after 120 days, as all do. */
export const releasedContact = (contactRef: string, now: number, refused: () => Error): Write =>
  update(
    table,
    contactKey(contactRef),
    'SET #ttl = :ttl',
    { ttl: endOf(now) },
    { if: 'attribute_exists(pk)', refused },
  );

/** Where a contact lies, to be read in a batch with items of other modules. */
export const contactAt = (contactRef: string): Ref => ({ table, key: contactKey(contactRef) });

/** The contact in an item that was read there; `undefined` when there is none (any more), whether or not it went yet. */
export const contactFrom = (item: Item | undefined): Contact | undefined =>
  item && !isOver(item) ? z.parse(Contact, item) : undefined;

/** What is known of a cart's contact so far, from the item that was read there. */
export const partsFrom = (item: Item | undefined): ContactParts | undefined =>
  item && !isOver(item) ? z.parse(ContactParts, item) : undefined;

const isOver = ({ ttl }: Item): boolean => ttl !== undefined && Number(ttl) <= epochSeconds(nowMs());

/** All keys of a shop lie in one partition: they are few, made and listed by hand. */
const keysPartition = 'api-keys';
const listKey = (id: string): Key => ({ pk: keysPartition, sk: id });

/**
 * The writes of a new API key: the item that identity looks up by the secret's hash, and the row of the list. Neither
 * holds the secret.
 */
export const newApiKey = (apiKey: ApiKey, secret: string): Write[] => {
  const { pk, sk } = apiKeyItemKey(secret);
  const { id, name, scopes, createdAt } = apiKey;
  const stored = { id, name, scopes, createdAt };
  return [
    putNew(table, { pk, sk, type: 'api-key-secret', id, scopes }),
    putNew(table, { ...listKey(id), type: 'api-key', ...stored, hash: pk }),
  ];
};

/** Is put with the first administrator's key and never removed: a stage makes that key once. */
export const firstAdmin = (id: string, at: string, refused: () => Error): Write =>
  putNew(table, { pk: 'first-admin', sk: 'first-admin', type: 'first-admin', id, createdAt: at }, refused);

const apiKeyFrom = (item: Item): ApiKey => z.parse(ApiKey, { revokedAt: null, ...item });

/** A page of keys, newest first. */
export const listApiKeys = async (
  limit: number,
  after: Item | undefined,
): Promise<{ keys: ApiKey[]; last: Item | undefined }> => {
  const { items, last } = await query(table, { pk: keysPartition, limit, after, newestFirst: true });
  return { keys: items.map(apiKeyFrom), last };
};

/**
 * The writes that revoke a key, in both places; none when it is revoked already: the first time counts.
 * @throws Refusal 404
 */
export const revocation = async (id: string, now: number): Promise<Write[]> => {
  const row = await get({ table, key: listKey(id) }, { consistent: true });
  if (!row) throw notFound('API key');
  if (row['revokedAt'] !== undefined) return [];
  const revoke = (key: Key): Write =>
    update(
      table,
      key,
      'SET #revokedAt = if_not_exists(#revokedAt, :at)',
      { at: isoTime(now) },
      { if: 'attribute_exists(pk)' },
    );
  return [revoke({ pk: String(row['hash']), sk: 'key' }), revoke(listKey(id))];
};
