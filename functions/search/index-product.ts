import { readSearchSummaries } from '../catalog/public.ts';
import { embeddedEngine } from './embedded-engine.ts';

/** Indexes a product as catalog has it now, or removes one that is not sold; a repeat changes nothing. */
export const indexProduct = (productId: string): Promise<void> =>
  embeddedEngine.sync(productId, async () => (await readSearchSummaries([productId]))[0]);
