import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { health } from '../health.ts';
import { settings } from '../settings.ts';
import { consumers } from '../system/queues.ts';
import { version } from '../system/version.ts';

const State = z.enum(['ok', 'failing']);
const Health = z.object({
  status: State.check(z.describe('`ok` when every check is.')),
  version: z.string().check(z.describe('The version that runs.')),
  checks: z.record(z.string(), State).check(z.describe('Each engine that was asked.')),
  demo: z.optional(
    z.enum(['loading', 'ready']).check(z.describe('Of a local run: whether its demo shop is still being put in.')),
  ),
});

/**
 * Answers whether the engines answer; 503 when one does not. They are checked at most every 5 s. A local run says whether
 * its demo shop is in, as of now.
 */
export const contract = {
  method: 'GET',
  path: '/health',
  call: 'shop.health',
  access: 'public',
  summary: 'Whether the API and the engines behind it answer',
  returns: { 200: Health, 503: Health },
} as const satisfies Contract;

export const handler = http(contract, async () => {
  const [first] = await consumers();
  const now = await health(first);
  const { DEMO_SHOP: demo } = settings();
  const body = { ...now, version: await version(), ...(demo === undefined ? {} : { demo }) };
  return { status: now.status === 'ok' ? 200 : 503, body };
});
