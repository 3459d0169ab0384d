import { isoTime, msOf } from '#lib/clock.ts';
import { pictureFrom, readListPictures } from '../../media/public.ts';
import { stepAt } from '../timeline.ts';
import type { EntryCard, Source } from './entry.ts';
import type { Live, StoredCard } from './live.ts';

/** Makes what lists show of a revision, with its picture: one call where it has one. */
export const cardOf = async (source: Source): Promise<StoredCard> => {
  const { kind, slug, path, section, title, standfirst, tags, authors, image } = source;
  const [picture] = image === null ? [] : await readListPictures([image]);
  return { kind, slug, path, section, title, standfirst, tags, authors, image: picture ?? null };
};

/** Shows an entry's card as it is at a moment (ISO 8601 in UTC); undefined while nothing of the entry is shown. */
export const cardAt = (id: string, live: Live | undefined, moment: string): EntryCard | undefined => {
  const step = live && stepAt(live.steps, moment);
  if (!step || !live.first) return undefined;
  const { authors: _, image, ...card } = step.card;
  return {
    id,
    ...card,
    image: image && pictureFrom(image),
    publishedAt: live.first,
    updatedAt: updatedAt(step.from, live, moment),
  };
};

/** Since when an entry is as it is: the beginning of its step, or the last correction since. */
export const updatedAt = (from: string, { corrections }: Live, moment: string): string => {
  const corrected = corrections.findLast(({ at }) => at <= moment)?.at ?? '';
  return corrected > from ? corrected : isoTime(msOf(from));
};
