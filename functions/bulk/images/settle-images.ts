import { nowMs } from '#lib/clock.ts';
import { sendMessages } from '#lib/send.ts';
import { bindImages } from '../../catalog/public.ts';
import { type ImagePlace, SettleImages } from '../messages.ts';
import { placesOf, settlePlace } from './images-table.ts';
import { refusedNote } from './refused-note.ts';

/** Places that one message settles: a picture that every product has is the work of many. */
const A_MESSAGE = 20;

/**
 * Counts that a medium is ready, or refused, wherever an import names it, and has the products show it; a repeat counts
 * nothing. More places than one message settles are sent on.
 * @param code why it was refused
 */
export const settleMedium = async (mediaId: string, code: string | undefined): Promise<void> => {
  for await (const places of placesOf(mediaId)) {
    if (places.length <= A_MESSAGE) await settleImages(places, code);
    else {
      const groups = Array.from({ length: Math.ceil(places.length / A_MESSAGE) }, (_, index) => ({
        places: places.slice(index * A_MESSAGE, (index + 1) * A_MESSAGE),
        ...(code === undefined ? {} : { code }),
      }));
      await sendMessages(SettleImages, groups);
    }
  }
};

/** As `settleMedium`, of some places. What the products show comes first: what is counted as ready is shown. */
export const settleImages = async (places: readonly ImagePlace[], code: string | undefined): Promise<void> => {
  for (const productId of new Set(places.map((place) => place.productId))) await bindImages(productId, nowMs());
  for (const place of places)
    await settlePlace(place, code === undefined ? undefined : refusedNote(place, code), nowMs());
};
