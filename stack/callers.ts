import type { TableGrant } from './roles.ts';

/**
 * Who calls is looked up, and counted where a route is limited, in a table that belongs to a module: which one, and how
 * the partition keys begin. The environment of every function and every role's leading keys say the same.
 */
export const callers = {
  keys: { module: 'users', prefix: 'key' },
  limits: { module: 'users', prefix: 'limit' },
} as const;

/** The two as variables of a function, in the form that lib/env.ts reads: `<module>/<prefix>`. */
export const callerVariables = {
  API_KEYS: `${callers.keys.module}/${callers.keys.prefix}`,
  RATE_LIMITS: `${callers.limits.module}/${callers.limits.prefix}`,
} as const;

/** What every role may do with those keys; only the owner writes the keys of callers. */
export const callerGrants = (owner: string): TableGrant[] => [
  ...(callers.keys.module === owner
    ? [{ to: 'every-role' as const, keys: [`${callers.keys.prefix}#*`], actions: ['GetItem'] }]
    : []),
  ...(callers.limits.module === owner
    ? [{ to: 'limited-routes' as const, keys: [`${callers.limits.prefix}#*`], actions: ['UpdateItem'] }]
    : []),
];
