/** Publishes the module's facts from its table's stream. */
import { stream } from '#lib/stream.ts';

export const handler = stream();
