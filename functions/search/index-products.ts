import { readSearchSummaries } from '../catalog/public.ts';
import { embeddedEngine } from './embedded-engine.ts';

/** Indexes products as catalog has them now, and removes those that are not sold; a repeat changes nothing. */
export const indexProducts = (productIds: readonly string[]): Promise<void> =>
  embeddedEngine.sync(productIds, readSearchSummaries);
