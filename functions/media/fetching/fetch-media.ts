import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { nextSelfSend, sendAt } from '#lib/due-index.ts';
import { log } from '#lib/log.ts';
import { transactIf, writeIf } from '#lib/table.ts';
import { hasUpload, putUpload } from '../files/buckets.ts';
import { uploadKey } from '../files/places.ts';
import type { Fetch, Media } from '../media.ts';
import { fetchWrite, findMedia, refusedWrites } from '../media-table.ts';
import { type FetchMedia, ResumeFetch } from '../messages.ts';
import { faultOf, hostOf } from './address.ts';
import { afterFetch, type Decision, nextTurn } from './after-fetch.ts';
import { fetchOnce } from './fetch-once.ts';
import { noteWait, takeTurn } from './hosts-table.ts';
import { network } from './network.ts';
import { sendFetches } from './send-fetches.ts';

/** A queue counts whole seconds: a turn may come so much before it is due. */
const EARLY_MS = 500;
const DIED = { kind: 'later', code: 'host-unreachable' } as const;

/**
 * Makes one request of a medium's address, in its turn, and stores what comes as if it had been uploaded. The record
 * decides whether this message may: a message that comes twice asks once. A redirect is another turn, in the group of the
 * host that it leads to, and so is a request that is to be made later.
 */
export const fetchMedia = async (message: FetchMedia): Promise<void> => {
  const media = await findMedia(message.mediaId);
  const fetch = media?.fetch;
  if (media?.status !== 'waiting' || !fetch) return;
  // The message after this one may never have been sent.
  if (fetch.turn === message.turn + 1 && fetch.begunAt === undefined) return sendNext(media, fetch, message);
  if (fetch.turn !== message.turn) return;
  if (fetch.begunAt !== undefined) {
    // A run that died; the file that it stored is worked without it.
    if (await hasUpload(uploadKey(media.id))) return;
    return settle(media, afterFetch(media, fetch, DIED, nowMs()), message);
  }
  const fault = faultOf(fetch.url);
  if (fault) return settle(media, { to: 'refused', code: fault }, message);
  const begun = { ...fetch, begunAt: isoTime(nowMs()) };
  if (!(await writeIf(fetchWrite(media, begun)))) return;
  const until = await takeTurn(hostOf(fetch.url));
  const decision =
    until === undefined
      ? afterFetch(media, fetch, await fetchOnce(fetch.url, network()), nowMs())
      : nextTurn(media, fetch, until, { code: 'host-busy' });
  await settle({ ...media, fetch: begun }, decision, message);
};

const settle = async (media: Media, decision: Decision, message: FetchMedia): Promise<void> => {
  const { id } = media;
  log.info('picture fetched', { media: id, to: decision.to, ...('code' in decision ? { code: decision.code } : {}) });
  switch (decision.to) {
    case 'stored':
      return putUpload(uploadKey(id), decision.bytes);
    case 'refused':
      await transactIf(refusedWrites(media, decision.code, nowMs()));
      return;
    case 'again': {
      const { fetch, hostWaits } = decision;
      if (hostWaits) await noteWait(message.host, msOf(fetch.due));
      if (await writeIf(fetchWrite(media, fetch))) await sendNext(media, fetch, message);
    }
  }
};

/** Has a turn sent when it is due. */
const sendNext = ({ id }: Media, { url, turn, due }: Fetch, message: FetchMedia): Promise<void> => {
  const next = { mediaId: id, turn, host: hostOf(url) };
  return sendAt(ResumeFetch, next, { id: `${id}#${turn}`, due: msOf(due), selfSends: nextSelfSend(message) });
};

/** Puts a turn into its host's group once it is due; what comes early is sent on. */
export const resumeFetch = async (message: FetchMedia): Promise<void> => {
  const media = await findMedia(message.mediaId);
  const fetch = media?.fetch;
  if (media?.status !== 'waiting' || fetch?.turn !== message.turn) return;
  if (msOf(fetch.due) - nowMs() > EARLY_MS) return sendNext(media, fetch, message);
  await sendFetches([message]);
};
