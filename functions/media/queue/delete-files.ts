/** Deletes the files of a folder that no medium has; a repeat finds nothing to delete. */
import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { deleteFiles } from '../files/delete-files.ts';
import { DeleteFiles } from '../messages.ts';

export const on = DeleteFiles;
export const settings = { concurrency: 2 } satisfies QueueSettings;

export const handler = queue(on, ({ folder }) => deleteFiles(folder));
