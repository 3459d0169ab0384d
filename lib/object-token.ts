import { sameText, sign } from './id.ts';
import { type SigningKey, tokenKeys } from './keys.ts';
import { defineSettings } from './settings.ts';

const settings = defineSettings('lib/object-token', { TOKEN_KEYS: tokenKeys });

/** The key of tokens that were signed before tokens named their key. */
const WITHOUT_ID = 'k0';

const signature = ({ key }: SigningKey, kind: string, id: string): string => sign(key, `${kind}-token`, id);

/**
 * The token of one object: `<key id>.<HMAC>`, which proves that its holder may use the object. It follows from the
 * object and the signing key, so that it can always be answered again.
 * @param kind the object's kind in lower case, `order` say: a token of one kind fits no other
 */
export const objectToken = (kind: string, id: string): string => {
  const [first] = settings().TOKEN_KEYS as readonly [SigningKey];
  return `${first.id}.${signature(first, kind, id)}`;
};

/** Whether a token is this object's, signed with any key that is still accepted. */
export const isTokenOf = (kind: string, id: string, token: string): boolean => {
  const parts = token.split('.');
  const [keyId, given] = parts.length === 1 ? [WITHOUT_ID, parts[0]] : parts;
  const key = settings().TOKEN_KEYS.find((one) => one.id === keyId);
  return key !== undefined && parts.length <= 2 && sameText(given ?? '', signature(key, kind, id));
};
