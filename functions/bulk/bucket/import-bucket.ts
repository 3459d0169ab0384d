import { env } from '#lib/env.ts';
import { type UploadForm, uploadForm } from '#lib/presign.ts';
import { bucketName } from '#lib/work.ts';
import { objectUrl } from './object-url.ts';

/** Largest file, in bytes: Shopify's own exports stay far below. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;
/** For how long a form, or the address of a list, may be used (at most as long as the role's own credentials). */
const VALID_SECONDS = 3600;
const PUT_SECONDS = 60;

export const bucket = (): string => bucketName('bulk', 'imports');
export const fileKey = (importId: string): string => `products/${importId}.csv`;

/** What is listed of an import in a file of its own. */
export type Noted = 'errors' | 'warnings';

/** The import whose file has this key; undefined for what else lies in the bucket. */
export const importOfKey = (key: string): string | undefined => key.match(/^products\/(imp_[0-9A-Z]{26})\.csv$/)?.[1];

/** A form with which a browser or a program uploads the file of one import straight to the bucket, for an hour. */
export const importForm = (importId: string): Promise<UploadForm> =>
  uploadForm(bucket(), fileKey(importId), { maxBytes: MAX_FILE_BYTES, seconds: VALID_SECONDS });

/** A file of notes: of an import, and with so many refused pictures as were known when it was written. */
export interface NoteFile {
  readonly id: string;
  readonly images: number;
}
const noteAddress = ({ id, images }: NoteFile, noted: Noted, method: 'GET' | 'PUT', seconds: number): Promise<string> =>
  objectUrl(method, bucket(), `${noted}/${id}${images > 0 ? `-${images}` : ''}.csv`, seconds);

/** An address under which anyone may read the file of errors or warnings for an hour. */
export const noteFileUrl = (file: NoteFile, noted: Noted): Promise<string> =>
  noteAddress(file, noted, 'GET', VALID_SECONDS);

/** Stores the list of errors or warnings; a repeat stores the same. */
export const putNoteFile = async (file: NoteFile, noted: Noted, csv: string): Promise<void> => {
  const answer = await fetch(await noteAddress(file, noted, 'PUT', PUT_SECONDS), {
    method: 'PUT',
    body: csv,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${file.id}-${noted}.csv"`,
    },
    signal: AbortSignal.timeout(7 * env().REQUEST_MS),
  });
  if (!answer.ok) throw new Error(`import: storing the file of ${noted} was answered ${answer.status}`);
};
