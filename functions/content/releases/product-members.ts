import type { Item } from '#lib/table.ts';
import { productFrom, releasedProductWrite, settledVisibility, takenBackProductWrite } from '../../catalog/public.ts';
import type { Target } from './prepared.ts';

/** A product that is to be shown, or to be shown no more: catalog makes the write, and brings up what follows it. */
export const productTarget = (visible: boolean, [item]: readonly (Item | undefined)[]): Target | undefined => {
  const stored = productFrom(item);
  if (!stored) return undefined;
  const { id, release } = stored.product;
  return {
    release,
    named: async () => ({}),
    arm: async ({ id: releaseId, at, now }) => ({
      write: releasedProductWrite(stored, visible, { id: releaseId, at }, now),
    }),
    disarm: (now) => ({ write: takenBackProductWrite(stored, now) }),
    behind: async () => ((await settledVisibility([id])).has(id) ? [] : [id]),
  };
};
