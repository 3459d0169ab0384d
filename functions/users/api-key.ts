import * as z from 'zod/mini';

/** What a key may do: `admin` is everything, each other one the routes `staff:<scope>`. */
export const Scope = z.enum([
  'admin',
  'bulk',
  'catalog',
  'inventory',
  'notifications',
  'orders',
  'platform',
  'pricing',
  'reports',
  'users',
  'webhooks',
]);
export type Scope = z.infer<typeof Scope>;

/** An API key without its secret, which is shown once and kept as a hash. */
export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(Scope),
  createdAt: z.string(),
  revokedAt: z.nullable(z.string()),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** The one answer that shows the secret. */
export const NewApiKey = z.extend(ApiKey, { secret: z.string() });

export const ApiKeyInput = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
  scopes: z.array(Scope).check(
    z.minLength(1),
    z.maxLength(Scope.options.length),
    z.refine((scopes) => new Set(scopes).size === scopes.length, 'must not name a scope twice'),
  ),
});
