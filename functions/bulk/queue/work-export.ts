/** Works one step of an export, a minute of it, and sends the next; a repeat changes nothing. */

import { queue } from '#lib/queue.ts';
import type { QueueSettings } from '#stack/function-settings.ts';
import { ExportStep } from '../exports/messages.ts';
import { workExport } from '../exports/work-export.ts';

export const on = ExportStep;
export const settings = {
  memory: 512,
  timeout: 120,
  concurrency: 3,
  batch: 1,
  recursiveLoop: 'Allow',
} satisfies QueueSettings;

export const handler = queue(on, (message) => workExport(message));
