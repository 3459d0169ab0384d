import * as z from 'zod/mini';
import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { sameText, sign } from '#lib/id.ts';
import type { SigningKey } from '#lib/keys.ts';
import { previewSettings } from '../settings.ts';

/** What a preview shows: a revision of an entry or a front, with everything around it as it will be at a moment. */
export const Preview = z.object({
  kind: z.enum(['entry', 'front']),
  /** The entry's id, or the front's slug. */
  id: z.string(),
  revision: z.int(),
  /** ISO 8601 in UTC; absent: whenever it is looked at. */
  at: z.optional(z.string()),
  /** Milliseconds since 1970. */
  expiresAt: z.int(),
});
export type Preview = z.infer<typeof Preview>;

/** As it stands in a token, which has little room in a path. */
const Packed = z.tuple([Preview.shape.kind, z.string(), z.int(), z.nullable(z.int()), z.int()]);

const signature = ({ key }: SigningKey, payload: string): string => sign(key, 'preview-token', payload);

/** Makes the token of a preview: `<key id>.<what it shows>.<HMAC>`. Who has it sees that, and no more, until it expires. */
export const previewToken = ({ kind, id, revision, at, expiresAt }: Preview): string => {
  const [first] = previewSettings().TOKEN_KEYS as readonly [SigningKey];
  const packed: z.infer<typeof Packed> = [kind, id, revision, at === undefined ? null : msOf(at), expiresAt];
  const payload = Buffer.from(JSON.stringify(packed)).toString('base64url');
  return `${first.id}.${payload}.${signature(first, payload)}`;
};

/** Reads what a token shows; undefined of one that was changed, or has expired. */
export const previewOf = (token: string): Preview | undefined => {
  const [keyId, payload = '', given = '', ...more] = token.split('.');
  const key = previewSettings().TOKEN_KEYS.find((one) => one.id === keyId);
  if (!key || more.length > 0 || !sameText(given, signature(key, payload))) return undefined;
  const packed = z.parse(Packed, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  const [kind, id, revision, at, expiresAt] = packed;
  if (expiresAt <= nowMs()) return undefined;
  return { kind, id, revision, ...(at === null ? {} : { at: isoTime(at) }), expiresAt };
};
