/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import * as z from 'zod/mini';
import { defineRefusal } from '#lib/problem.ts';

export const MediaUsed = defineRefusal('media-used', 409, 'It is in use; take it from there first.', () => ({
  usedBy: z
    .array(
      z.object({
        kind: z.string().check(z.describe('What uses it: `product`.')),
        id: z.string().check(z.describe('The id of what uses it.')),
      }),
    )
    .check(z.describe('Where it is used, 20 of them at most.')),
}));
