import * as z from 'zod/mini';
import { line } from '#lib/text.ts';
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
const Url = line(2048);
const Description = line(200, 0);

/** A receiver of the merchant's, without its secret. */
export const Endpoint = z.object({
  id: z.string().check(z.describe('The webhook’s id, `whk_…`.')),
  url: z.string().check(z.describe('Where deliveries are posted.')),
  events: z.array(z.string()).check(z.describe('Types of events, or `*`.')),
  description: z.string().check(z.describe('What it is for.')),
  disabled: z.boolean().check(z.describe('A disabled one gets nothing; what happens meanwhile is not kept for it.')),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  createdAt: z.string().check(z.describe('When it was made.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
});
export type Endpoint = z.infer<typeof Endpoint>;

/** The two answers that show a secret. */
export const EndpointWithSecret = z.extend(Endpoint, {
  secret: z.string().check(z.describe('Signs deliveries (`whsec_…`); shown only here.')),
});

export const EndpointInput = z.strictObject({
  url: Url.check(z.describe('Where deliveries are posted: public and https.')),
  events: Events.check(z.describe('Types of events, or `*`.')),
  description: z.optional(Description).check(z.describe('What it is for.')),
});
export const EndpointPatch = z.strictObject({
  url: z.optional(Url).check(z.describe('Where deliveries are posted: public and https.')),
  events: z.optional(Events).check(z.describe('Types of events, or `*`.')),
  description: z.optional(Description).check(z.describe('What it is for.')),
  disabled: z.optional(z.boolean()).check(z.describe('A disabled one gets nothing.')),
});

/** A signing secret; a rotated one is used beside the new one until `until`. */
export const Secret = z.object({ secret: z.string(), until: z.nullable(z.string()) });
export type Secret = z.infer<typeof Secret>;

/** So long both secrets sign after a rotation: time to bring the new one to the receiver. */
export const ROTATION_MS = 24 * 3_600_000;

/** Whether an endpoint wants an event of a type. */
export const wants = (endpoint: Endpoint, type: string): boolean =>
  !endpoint.disabled && (endpoint.events.includes(EVERYTHING) || endpoint.events.includes(type));
