/** Puts a chunk of a file into catalog and stock and ends the import with the last one; a repeat changes nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { importChunk } from '../import-chunk.ts';
import { ImportChunk } from '../messages.ts';

export const on = ImportChunk;
export const settings = { memory: 512, timeout: 60, concurrency: 4, batch: 1 } satisfies QueueSettings;

export const handler = queue(on, importChunk);
