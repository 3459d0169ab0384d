import { env } from '#lib/env.ts';
import { type UploadForm, uploadForm } from '#lib/presign.ts';
import { bucketName } from '#lib/work.ts';
import { limits, UPLOAD_SECONDS } from '../media.ts';
import { settings } from '../settings.ts';

/** Uploads and renditions lie in buckets of their own: what was uploaded is never served. */
export const inbox = (): string => bucketName('media', 'inbox');
export const uploadKey = (mediaId: string): string => `incoming/${mediaId}`;
/** The medium whose file has this key; undefined for what else lies in the bucket. */
export const mediaOfKey = (key: string): string | undefined => key.match(/^incoming\/(med_[0-9A-Z]{26})$/)?.[1];

/** A form with which a browser or a program uploads the file of one medium, for an hour. */
export const mediaForm = (mediaId: string): Promise<UploadForm> =>
  uploadForm(inbox(), uploadKey(mediaId), { maxBytes: limits.bytes, seconds: UPLOAD_SECONDS });

/** Where a file of a folder lies in the bucket; the edge serves it at the same path. */
export const keyOf = (folder: string, name: string): string => `media/${folder}/${name}`;

/** Where folders are served. */
export const mediaBase = (): string => settings().MEDIA_URL ?? `${new URL(env().API_URL).origin}/media`;
