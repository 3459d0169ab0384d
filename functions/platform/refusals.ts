/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import * as z from 'zod/mini';
import { defineRefusal } from '#lib/problem.ts';

export const NotRedrivable = defineRefusal('not-redrivable', 422, 'These messages cannot be sent again.');
export const MalformedPath = defineRefusal('malformed-path', 400, 'The path has a percent sign that begins no UTF-8.');
export const UnknownRoute = defineRefusal('unknown-route', 404, 'There is no such route; /api/v1/docs lists what is.');
export const MethodNotAllowed = defineRefusal('method-not-allowed', 405, 'The route does not take this method.');
export const EventTypeUnknown = defineRefusal('event-type-unknown', 422, 'No kept event has this type.', () => ({
  types: z.array(z.string()).check(z.describe('The types that there are.')),
}));
