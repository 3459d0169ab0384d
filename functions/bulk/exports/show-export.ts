import { msOf } from '#lib/clock.ts';
import type { Caller } from '#lib/identity.ts';
import { Forbidden } from '#lib/refusals.ts';
import { objectUrl } from '../bucket/object-url.ts';
import { type Export, type ExportKind, type ExportView, scopeOf, summaryOf } from './export.ts';
import { exportsBucket, fileKey } from './export-file-key.ts';

const VALID_SECONDS = 3600;

/** Refuses a key that may not read what the export is of. @throws Refusal 403 */
export const checkScope = (caller: Caller, kind: ExportKind): void => {
  const needed = scopeOf[kind];
  if (caller.kind === 'key' && (caller.scopes.includes('admin') || caller.scopes.includes(needed))) return;
  throw new Forbidden(`An export of ${kind} needs the scope ${needed} beside bulk.`);
};

/** Shows an export with the address of its file, as long as that is there. @param now milliseconds since 1970 */
export const showExport = async (one: Export, now: number): Promise<ExportView> => {
  const summary = summaryOf(one, now);
  const isThere = summary.expiresAt !== null && now < msOf(summary.expiresAt);
  return { ...summary, url: isThere ? await objectUrl('GET', exportsBucket(), fileKey(one), VALID_SECONDS) : null };
};
