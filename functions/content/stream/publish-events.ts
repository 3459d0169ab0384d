/** Publishes the module's facts from its table's stream, has each changed entry settled, and armed releases looked at. */
import { stream } from '#lib/stream.ts';
import { sendSettling } from '../entries/entry-changes.ts';
import { sendChecks } from '../releases/release-changes.ts';

export const handler = stream({
  work: async (changes) => {
    await sendSettling(changes);
    await sendChecks(changes);
  },
});
