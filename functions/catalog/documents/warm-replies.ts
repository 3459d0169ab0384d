import { nowMs } from '#lib/clock.ts';
import { document, etagOf, type Reply } from '#lib/reply.ts';

/** A warm function answers a page of a list from memory for so long, and keeps so many. */
const KEEP_MS = 1000;
const KEEP_COUNT = 500;
const kept = new Map<string, { until: number; reply: Promise<Reply> }>();

/** Makes a reply once for all that ask for the same meanwhile; `asked` is whatever it depends on. */
export const warmReply = (asked: readonly unknown[], make: () => Promise<Reply>): Promise<Reply> => {
  const id = JSON.stringify(asked);
  const now = nowMs();
  const warm = kept.get(id);
  if (warm && warm.until > now) return warm.reply;
  const reply = make();
  if (kept.size >= KEEP_COUNT) kept.clear();
  kept.set(id, { until: now + KEEP_MS, reply });
  reply.catch(() => kept.delete(id));
  return reply;
};

/** A page of a list, parsed before, as shared caches may keep it. */
export const listReply = (page: unknown): Reply => {
  const json = JSON.stringify(page);
  return document(json, etagOf(json), 'public, max-age=0, s-maxage=5, stale-while-revalidate=30');
};
