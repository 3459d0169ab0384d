/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import { defineRefusal } from '#lib/problem.ts';

export const DeliveryInProgress = defineRefusal('delivery-in-progress', 409, 'An attempt of this delivery is in work.');
export const TooManyWebhooks = defineRefusal('too-many-webhooks', 422, 'There are as many webhooks as there may be.');
