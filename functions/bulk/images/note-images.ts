import { nowMs } from '#lib/clock.ts';
import { pictureStates, type UpsertedPicture } from '../../catalog/public.ts';
import type { ImagePlace, Note } from '../messages.ts';
import { nameOf, noteChunk, putPlace } from './images-table.ts';
import { refusedNote } from './refused-note.ts';
import { settleImages } from './settle-images.ts';

/** A picture of a chunk, with what the product has of it. */
export type BroughtImage = ImagePlace & Pick<UpsertedPicture, 'state'>;

const AT_ONCE = 8;
const STATES_A_CALL = 100;

/**
 * Notes the pictures of a chunk: how many there are, and where those that are awaited are named, so that the fact that
 * each was settled is counted. It may have been told of before its place was put: what is settled by then is counted here.
 * @returns errors, of those that were refused before
 */
export const noteImages = async (id: string, number: number, images: readonly BroughtImage[]): Promise<Note[]> => {
  if (images.length === 0) return [];
  const now = nowMs();
  const [awaited, settled] = [images.filter(isAwaited), images.filter((one) => !isAwaited(one))];
  const ready = settled.filter(({ state }) => state === 'ready').length;
  const counts = { total: images.length, ready, failed: settled.length - ready };
  const names = await noteChunk({ id, number }, counts, awaited.map(nameOf), now);
  const places = images.filter((one) => names.has(nameOf(one)));
  const left = places.map(placeOf);
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) await putPlace(next, now);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await settleSettled(places);
  return images.flatMap((one) =>
    names.has(nameOf(one)) || one.state === 'ready' ? [] : [refusedNote(one, one.state)],
  );
};

const isAwaited = ({ state }: BroughtImage): boolean => state === 'awaited';
const placeOf = ({ state: _, ...place }: BroughtImage): ImagePlace => place;

const settleSettled = async (images: readonly BroughtImage[]): Promise<void> => {
  const ids = [...new Set(images.map(({ mediaId }) => mediaId))];
  for (let from = 0; from < ids.length; from += STATES_A_CALL)
    for (const [mediaId, state] of await pictureStates(ids.slice(from, from + STATES_A_CALL)))
      if (state !== 'awaited')
        await settleImages(
          images.filter((one) => one.mediaId === mediaId).map(placeOf),
          state === 'ready' ? undefined : state,
        );
};
