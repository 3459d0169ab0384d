/** Publishes the module's facts from its table's stream, and has new media fetched that are asked for by their address. */
import { stream } from '#lib/stream.ts';
import { newFetches, sendFetches } from '../fetching/send-fetches.ts';

export const handler = stream({ work: (changes) => sendFetches(newFetches(changes)) });
