/** Publishes the events of orders to the topic. */
import { stream } from '#lib/stream.ts';

export const handler = stream();
