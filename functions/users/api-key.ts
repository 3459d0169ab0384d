import * as z from 'zod/mini';
import { line } from '#lib/text.ts';

/** What a key may do: `admin` is everything, each other one the routes `staff:<scope>`. */
export const Scope = z.enum([
  'admin',
  'bulk',
  'catalog',
  'content',
  'inventory',
  'media',
  'notifications',
  'orders',
  'platform',
  'pricing',
  'reports',
  'search',
  'users',
  'webhooks',
]);
export type Scope = z.infer<typeof Scope>;

/** An API key without its secret, which is shown once and kept as a hash. */
export const ApiKey = z.object({
  id: z.string().check(z.describe('The key’s id; not the key itself.')),
  name: z.string().check(z.describe('What it is for.')),
  scopes: z.array(Scope).check(z.describe('What it may do.')),
  createdAt: z.string().check(z.describe('When it was made.')),
  revokedAt: z.nullable(z.string()).check(z.describe('When it was revoked; null while it is good.')),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** The one answer that shows the secret. */
export const NewApiKey = z.extend(ApiKey, {
  secret: z.string().check(z.describe('The key (`fgk_…`); shown only here.')),
});

export const ApiKeyInput = z.strictObject({
  name: line(80).check(z.describe('What it is for.')),
  scopes: z
    .array(Scope)
    .check(
      z.minLength(1),
      z.maxLength(Scope.options.length),
      z.refine((scopes) => new Set(scopes).size === scopes.length, 'must not name a scope twice'),
    )
    .check(z.describe('What it may do.')),
});
