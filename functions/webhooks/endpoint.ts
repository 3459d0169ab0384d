import * as z from 'zod/mini';
import { eventTypes } from './event-types.ts';

/** All types, those that come later too. */
export const EVERYTHING = '*';

/** A shop has few receivers: each event is compared with all of them. */
export const MOST_ENDPOINTS = 20;

const Events = z.array(z.enum([EVERYTHING, ...eventTypes])).check(
  z.minLength(1),
  z.maxLength(eventTypes.length + 1),
  z.refine((events) => new Set(events).size === events.length, 'must not name an event twice'),
);
const Url = z.string().check(z.minLength(1), z.maxLength(2048));
const Description = z.string().check(z.trim(), z.maxLength(200));

/** A receiver of the merchant's, without its secret. */
export const Endpoint = z.object({
  id: z.string(),
  url: z.string(),
  /** Types of events, or `*`. */
  events: z.array(z.string()),
  description: z.string(),
  /** A disabled one gets nothing; what happens meanwhile is not kept for it. */
  disabled: z.boolean(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Endpoint = z.infer<typeof Endpoint>;

/** The two answers that show a secret. */
export const EndpointWithSecret = z.extend(Endpoint, { secret: z.string() });

export const EndpointInput = z.strictObject({
  url: Url,
  events: Events,
  description: z.optional(Description),
});
export const EndpointPatch = z.strictObject({
  url: z.optional(Url),
  events: z.optional(Events),
  description: z.optional(Description),
  disabled: z.optional(z.boolean()),
});

/** A signing secret; a rotated one is used beside the new one until `until`. */
export const Secret = z.object({ secret: z.string(), until: z.nullable(z.string()) });
export type Secret = z.infer<typeof Secret>;

/** So long both secrets sign after a rotation: time to bring the new one to the receiver. */
export const ROTATION_MS = 24 * 3_600_000;

/** Whether an endpoint wants an event of a type. */
export const wants = (endpoint: Endpoint, type: string): boolean =>
  !endpoint.disabled && (endpoint.events.includes(EVERYTHING) || endpoint.events.includes(type));
