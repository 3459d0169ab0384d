import { Webhook } from 'standardwebhooks';
import * as z from 'zod/mini';
import { nowMs } from '#lib/clock.ts';
import { sign } from '#lib/id.ts';
import { InvalidSignature } from '../../refusals.ts';
import { settings } from '../../settings.ts';

/**
 * The test provider signs its reports as Standard Webhooks say (HMAC-SHA-256 over id, timestamp and body; five minutes
 * of tolerance), under a key that follows from the stage's.
 */
const webhook = (): Webhook =>
  new Webhook(sign(settings().PERMANENT_KEY, 'test-provider', 'webhook'), { format: 'raw' });

const Report = z.object({ objectId: z.string().check(z.maxLength(100)) });

/** The headers of a report. */
export const signReport = (reportId: string, body: string): Record<string, string> => {
  const at = new Date(nowMs());
  return {
    'webhook-id': reportId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': webhook().sign(reportId, at, body),
  };
};

/** What a report is about. @throws Refusal 401 when the bytes, their signature or their age are not right */
export const verifyReport = (
  headers: Readonly<Record<string, string | undefined>>,
  rawBody: Buffer,
): { objectId: string; reportId: string } => {
  const signed = {
    'webhook-id': headers['webhook-id'] ?? '',
    'webhook-timestamp': headers['webhook-timestamp'] ?? '',
    'webhook-signature': headers['webhook-signature'] ?? '',
  };
  try {
    const body = webhook().verify(rawBody, signed);
    return { objectId: z.parse(Report, body).objectId, reportId: signed['webhook-id'] };
  } catch {
    throw new InvalidSignature();
  }
};
