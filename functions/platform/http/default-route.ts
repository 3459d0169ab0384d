import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { redirect } from '#lib/reply.ts';
import { MalformedPath, MethodNotAllowed, UnknownRoute } from '../refusals.ts';
import { hasSlashedSku, isMalformed, methodsAt, redirectOf } from '../route.ts';
import { routes } from '../system/routes.ts';

/**
 * Answers what no other route takes: preflights of browsers, unknown paths (404), malformed ones (400), wrong methods
 * (405 with `Allow`); leads from the top to the docs (302) and from a path with slashes behind to the one without (308).
 */
export const contract = {
  method: 'GET',
  path: '$default',
  access: 'public',
  summary: 'Everything that is no route',
  refuses: [MalformedPath, MethodNotAllowed, UnknownRoute],
  returns: { 204: null, 302: null, 308: null },
  hidden: true,
} as const satisfies Contract;

const HEADERS = 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Order-Token, traceparent';
/** Seconds a browser may remember a preflight; two hours is the most that any takes. */
const PREFLIGHT_SECONDS = 7200;

export const handler = http(contract, async ({ method, path, rawQuery }) => {
  if (isMalformed(path)) throw new MalformedPath();
  const all = await routes();
  const elsewhere = redirectOf(all, path, rawQuery);
  if (elsewhere) return redirect(elsewhere.status, elsewhere.location);
  const methods = methodsAt(all, path);
  if (methods.length === 0) {
    const why = hasSlashedSku(all, path)
      ? 'a SKU with a slash stands in no address: its variant’s id does'
      : '/api/v1/docs lists what is';
    throw new UnknownRoute(`There is no ${path} here; ${why}.`);
  }
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (method !== 'OPTIONS') {
    throw new MethodNotAllowed(`${path} takes ${allow}.`, {}, { allow });
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
