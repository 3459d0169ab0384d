import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { Refusal, refusal } from '#lib/problem.ts';
import { methodsAt } from '../route.ts';
import { routes } from '../system/routes.ts';

/**
 * Answers what no other route takes: preflights of browsers, unknown paths (404) and wrong methods (405 with `Allow`).
 */
export const contract = {
  method: 'GET',
  path: '$default',
  access: 'public',
  summary: 'Everything that is no route',
  returns: { 204: null },
  hidden: true,
} as const satisfies Contract;

const HEADERS = 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Order-Token, traceparent';
/** Seconds a browser may remember a preflight; two hours is the most that any takes. */
const PREFLIGHT_SECONDS = 7200;

export const handler = http(contract, async ({ method, path }) => {
  const methods = methodsAt(await routes(), path);
  if (methods.length === 0)
    throw refusal(404, 'unknown-route', `There is no ${path} here; /api/v1/docs lists what is.`);
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (method !== 'OPTIONS') {
    throw new Refusal(405, 'method-not-allowed', `${path} takes ${allow}.`, {}, { allow });
  }
  return {
    status: 204,
    headers: {
      allow,
      'Access-Control-Allow-Methods': methods.join(', '),
      'Access-Control-Allow-Headers': HEADERS,
      'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
    },
  };
});
