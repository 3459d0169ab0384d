/** Publishes the module's facts from its table's stream, and has each changed entry settled. */
import { stream } from '#lib/stream.ts';
import { sendSettling } from '../entries/entry-changes.ts';

export const handler = stream({ work: sendSettling });
