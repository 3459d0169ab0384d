/** Makes the renditions of an uploaded image, or refuses it by name; a repeat makes the same. */
import { upload, uploadsTo } from '#lib/work.ts';
import type { UploadSettings } from '#stack/function-settings.ts';
import { processUpload } from '../process-upload.ts';

export const on = uploadsTo('inbox', 'incoming/');
/** One image at a time: its memory is known, and so is its time. */
export const settings = {
  memory: 2048,
  timeout: 120,
  concurrency: 10,
  batch: 1,
  native: true,
} satisfies UploadSettings;

export const handler = upload(on, ({ key }) => processUpload(key));
