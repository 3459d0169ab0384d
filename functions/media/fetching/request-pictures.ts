import { isoTime } from '#lib/clock.ts';
import { dueMessage } from '#lib/due-index.ts';
import { env } from '#lib/env.ts';
import { newId } from '#lib/id.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { ConditionFailed, transact } from '#lib/table.ts';
import { mediaBase } from '../files/places.ts';
import { CENTRE, type Media, type RefusalCode, refusalOf, refusals, viewOf } from '../media.ts';
import { newMedia, readAllMedia } from '../media-table.ts';
import { SettleMedia } from '../messages.ts';
import { isGoing, type Picture } from '../picture.ts';
import { normalised } from './address.ts';
import { mediaOfSources, sourceWrite } from './sources-table.ts';

/** A picture that is asked for by its address. */
export interface Asked {
  readonly url: string;
  readonly alt: string;
}
/** What there is of it: its medium, and its picture or why there is none; neither while it is awaited. */
export interface Requested {
  readonly mediaId: string;
  readonly picture?: Picture | undefined;
  readonly refusal?: { readonly code: RefusalCode; readonly message: string } | undefined;
}

/** When a medium is looked at that may have been given up by everything else. */
const SETTLED_AFTER_MS = 2 * 3_600_000;
const AT_ONCE = 8;
const ATTEMPTS = 4;

/** Whether an address is one of the shop's own, whose pictures are not fetched: its API's origin, and where renditions are. */
export const isOwnAddress = (address: string): boolean => {
  const url = URL.parse(address);
  return url !== null && [env().API_URL, mediaBase()].some((own) => new URL(own).origin === url.origin);
};

/**
 * Asks for up to 100 pictures by their addresses: each address has one medium, whoever asks and how often, and is fetched
 * once, in the background. Two calls where all are there; one more for each that is new.
 * @param now milliseconds since 1970
 * @returns what there is of each, by its address as it was given
 */
export const requestPictures = async (asked: readonly Asked[], now: number): Promise<Map<string, Requested>> => {
  const bySource = new Map(asked.map((one) => [normalised(one.url), one.alt]));
  const found = new Map<string, Media>();
  for (let attempt = 1; found.size < bySource.size; attempt += 1) {
    if (attempt > ATTEMPTS) throw new RetryableError('media: others keep asking for the same addresses');
    const sources = [...bySource.keys()].filter((source) => !found.has(source));
    const ids = await mediaOfSources(sources);
    const media = await readAllMedia(
      ids.flatMap((id) => id ?? []),
      { consistent: true },
    );
    const byId = new Map(media.flatMap((one) => (one ? [[one.id, one] as const] : [])));
    const left = [...sources.entries()];
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) {
        const [index, source] = next;
        const there = byId.get(ids[index] ?? '');
        const one =
          there && !isGoing(there, now) ? there : await create(source, bySource.get(source) ?? '', ids[index], now);
        if (one) found.set(source, one);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
  const base = mediaBase();
  return new Map(asked.map(({ url }) => [url, requestedOf(found.get(normalised(url)) as Media, base)]));
};

/** Reads what there is of up to 100 media, as it is now; one that is gone is as refused. */
export const readRequested = async (ids: readonly string[]): Promise<Requested[]> => {
  const base = mediaBase();
  const media = ids.length === 0 ? [] : await readAllMedia(ids, { consistent: true });
  return media.map((one, index) => (one ? requestedOf(one, base) : goneFrom(ids[index] ?? '')));
};
const goneFrom = (mediaId: string): Requested => ({
  mediaId,
  refusal: { code: 'not-found', message: refusals['not-found'] },
});

const requestedOf = (media: Media, base: string): Requested => ({
  mediaId: media.id,
  picture: viewOf(media, base),
  refusal: refusalOf(media),
});

/** Makes the medium of an address; the table's stream has it fetched. Undefined when the address has one by now. */
const create = async (
  source: string,
  alt: string,
  before: string | undefined,
  now: number,
): Promise<Media | undefined> => {
  const id = newId('med');
  const at = isoTime(now);
  const media: Media = {
    id,
    alt,
    focalPoint: CENTRE,
    status: 'waiting',
    source,
    fetch: { url: source, redirects: 0, turn: 0, attempts: 0, due: at },
    useVersion: 0,
    sequence: 0,
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
  const due = now + SETTLED_AFTER_MS;
  try {
    const settled = dueMessage(SettleMedia, { mediaId: id }, { id, due });
    await transact([sourceWrite(source, id, before), ...newMedia(media), settled]);
    return media;
  } catch (error) {
    if (error instanceof ConditionFailed) return undefined;
    throw error;
  }
};
