import { readCards } from '../catalog/public.ts';
import { embeddedEngine } from './embedded-engine.ts';

/** Brings a product's place in the index up to what catalog says of it now; a repeat changes nothing. */
export const indexProduct = (productId: string): Promise<void> =>
  embeddedEngine.sync(productId, async () => (await readCards([productId]))[0]);
