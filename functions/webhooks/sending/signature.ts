import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { epochSeconds, msOf } from '#lib/clock.ts';
import type { Secret } from '../endpoint.ts';

/** A new signing secret: `whsec_` and 256 random bits in base64, as Standard Webhooks writes them. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The secrets that sign at a moment: the present one, and one that was rotated out but still counts. */
export const signingSecrets = (secrets: readonly Secret[], now: number): string[] =>
  secrets.filter(({ until }) => until === null || msOf(until) > now).map(({ secret }) => secret);

/**
 * The headers of a delivery after Standard Webhooks (standardwebhooks.com): id, time in seconds, and a signature by
 * each secret, divided by blanks.
 * @param now milliseconds since 1970; a receiver refuses what is older than five minutes, so each attempt signs anew
 */
export const signedHeaders = (
  message: { readonly id: string; readonly body: string },
  secrets: readonly string[],
  now: number,
): Record<string, string> => ({
  'webhook-id': message.id,
  'webhook-timestamp': String(epochSeconds(now)),
  'webhook-signature': secrets
    .map((secret) => new Webhook(secret).sign(message.id, new Date(now), message.body))
    .join(' '),
});
