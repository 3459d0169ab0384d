import { openStock } from '../inventory/public.ts';
import type { limitsTaken } from './limits-taken.ts';

/** Opens the stock of limits that nobody has taken from yet: one read each, and once in its life a write. */
export const openLimits = async (limits: ReturnType<typeof limitsTaken>): Promise<void> => {
  await Promise.all(
    limits.map(({ what, opening }) => openStock(what, { quantity: opening, tracked: true, policy: 'deny' })),
  );
};
