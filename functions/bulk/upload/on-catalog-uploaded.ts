/** Reads an uploaded catalog file into messages of whole products; a repeat goes on where the last run ended. */

import { upload, uploadsTo } from '#lib/work.ts';
import type { UploadSettings } from '#stack/function-settings.ts';
import { readImportFile } from '../read-import-file.ts';

export const on = uploadsTo('imports', 'products/');
export const settings = { memory: 512, timeout: 300, concurrency: 2, batch: 1 } satisfies UploadSettings;

export const handler = upload(on, ({ key }) => readImportFile(key));
