import type * as z from 'zod/mini';
import type { Step } from '../timeline.ts';
import { type Stored, statusOf } from './entries-table.ts';
import type { AdminEntry, EntrySummary } from './entry.ts';
import type { Draft } from './manage-entries.ts';

const stepsOf = (steps: readonly Step[]) => steps.map(({ from, until, revision }) => ({ from, until, revision }));
const stateOf = ({ entry, live }: Stored, now: number) => ({
  id: entry.id,
  status: statusOf(live, now),
  revision: entry.head,
  timeline: stepsOf(live?.steps ?? []),
  version: entry.version,
  createdAt: entry.createdAt,
  updatedAt: entry.updatedAt,
});

/** Shows an entry to staff: its latest revision, and what readers see when. @param now milliseconds since 1970 */
export const adminEntryOf = (draft: Draft, now: number): AdminEntry => ({
  ...stateOf(draft, now),
  ...draft.source,
  corrections: draft.live?.corrections ?? [],
});

/** Shows an entry in the list of staff. */
export const entrySummaryOf = (stored: Stored, now: number): z.output<typeof EntrySummary> => {
  const { kind, slug, path, section, title } = stored.entry;
  return { ...stateOf(stored, now), kind, slug, path, section, title };
};
