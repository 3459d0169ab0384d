/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import * as z from 'zod/mini';
import { defineRefusal } from '#lib/problem.ts';

export const DaysInTheFuture = defineRefusal('days-in-the-future', 422, 'There are no orders yet of those days.');
export const TooManyDays = defineRefusal('too-many-days', 422, 'One export takes fewer days; make several.');
export const ExportsRunning = defineRefusal(
  'exports-running',
  429,
  'As many exports as run at once are running; wait until one is done.',
  () => ({ exports: z.array(z.string()).check(z.describe('The exports that are running.')) }),
);
export const ImportOver = defineRefusal('import-over', 409, 'The import has ended already.');
