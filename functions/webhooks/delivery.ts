import * as z from 'zod/mini';

/** One event on its way to one endpoint. `delivered` and `failed` are the ends; both can be sent again by hand. */
export const DeliveryStatus = z.enum(['pending', 'sending', 'delivered', 'failed']);

export const Delivery = z.object({
  id: z.string().check(z.describe('The delivery’s id, sent as `webhook-id`.')),
  endpointId: z.string(),
  eventId: z.string().check(z.describe('The event that it tells of.')),
  type: z.string().check(z.describe('The event’s type.')),
  status: DeliveryStatus.check(z.describe('Where the delivery stands.')),
  attempts: z.int().check(z.describe('How often it was tried.')),
  /** Attempts of earlier rounds: each redelivery begins the waiting times anew. */
  attemptsBefore: z.int(),
  responseStatus: z.nullable(z.int()).check(z.describe('The status of the last answer; null when none came.')),
  durationMs: z.nullable(z.int()).check(z.describe('How long the last attempt took, in milliseconds.')),
  reason: z.nullable(z.string()).check(z.describe('Why the last attempt did not succeed.')),
  createdAt: z.string().check(z.describe('When it was planned.')),
  lastAttemptAt: z.nullable(z.string()).check(z.describe('When it was last tried.')),
  nextAttemptAt: z.nullable(z.string()).check(z.describe('When it will be tried again; null when it will not.')),
});
export type Delivery = z.infer<typeof Delivery>;

/** What the log shows: no body, neither ours nor the receiver's. */
export const DeliveryView = z.omit(Delivery, { endpointId: true, attemptsBefore: true });

/** What is told: an event without its envelope. It holds nothing personal; the buyer is added when it is sent. */
export const DeliveredEvent = z.object({
  id: z.string(),
  type: z.string(),
  timestamp: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type DeliveredEvent = z.infer<typeof DeliveredEvent>;

/** Seconds to wait after the first, second … attempt that failed; after the last there is no other. */
export const WAITS = [5, 30, 120, 600, 3600, 21_600, 86_400] as const;

/** What came of an attempt. `unknown`: the function died in the middle of it. */
export type Attempt =
  | { readonly outcome: 'answered'; readonly status: number; readonly durationMs: number }
  | { readonly outcome: 'unanswered'; readonly reason: string; readonly durationMs: number | null };

/**
 * The delivery after an attempt: done, waiting for the next one, or given up. Any 2xx is success; a redirect is not. An
 * attempt whose outcome is unknown is tried again like one that failed: receivers know a repeat by `webhook-id`.
 * @param now milliseconds since 1970
 */
export const afterAttempt = (
  delivery: Pick<Delivery, 'attempts' | 'attemptsBefore'>,
  attempt: Attempt,
  now: number,
): Pick<Delivery, 'status' | 'responseStatus' | 'durationMs' | 'reason'> & { readonly due: number | null } => {
  const responseStatus = attempt.outcome === 'answered' ? attempt.status : null;
  const { durationMs } = attempt;
  if (responseStatus !== null && responseStatus >= 200 && responseStatus < 300) {
    return { status: 'delivered', responseStatus, durationMs, reason: null, due: null };
  }
  const reason = attempt.outcome === 'answered' ? 'not-2xx' : attempt.reason;
  const wait = WAITS[delivery.attempts - delivery.attemptsBefore - 1];
  return wait === undefined
    ? { status: 'failed', responseStatus, durationMs, reason, due: null }
    : { status: 'pending', responseStatus, durationMs, reason, due: now + wait * 1000 };
};

/** Longer than any attempt lasts: who began before that is dead. */
export const ATTEMPT_LIFE_MS = 60_000;

/**
 * What a message that asks for an attempt finds: its turn; an attempt in work; one that died in work; one that is done
 * and whose successor may have got lost; or a past that is over.
 */
export const turnOf = (
  delivery: Pick<Delivery, 'status' | 'attempts' | 'lastAttemptAt'>,
  attempt: number,
  ageMs: number,
): 'ours' | 'in-work' | 'died' | 'next' | 'over' => {
  if (delivery.status === 'pending' && delivery.attempts === attempt - 1) return 'ours';
  if (delivery.attempts !== attempt) return 'over';
  if (delivery.status === 'sending') return ageMs < ATTEMPT_LIFE_MS ? 'in-work' : 'died';
  return delivery.status === 'pending' ? 'next' : 'over';
};
