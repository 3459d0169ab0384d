import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { nowMs } from '#lib/clock.ts';
import { checkForm } from './form-policy.ts';
import { S3Refusal } from './s3-refusal.ts';
import type { ObjectStore } from './s3-store.ts';
import type { StoredObject } from './upload-event.ts';

/** What the browser or program that posted the form is answered. */
export interface FormAnswer {
  readonly object: StoredObject;
  readonly status: number;
  readonly redirect?: string;
}

const MAX_FIELD_BYTES = 20_480;
/** S3's placeholder in a key: the name of the file on the sender's machine. */
const FILENAME = /\$\{filename\}/g;

/** Reads a browser form up to its file, checks it, and streams the file on. Fields after the file are ignored. */
export const receiveForm = async (
  request: IncomingMessage,
  bucket: string,
  store: ObjectStore,
): Promise<FormAnswer> => {
  const fields: Record<string, string> = {};
  let stored: Promise<StoredObject> | undefined;

  const take = async (file: Readable, filename: string): Promise<StoredObject> => {
    try {
      fields['key'] = fields['key']?.replace(FILENAME, () => filename) ?? '';
      const bounds = checkForm(bucket, fields, nowMs());
      if (fields['key'] === '')
        throw new S3Refusal(400, 'InvalidArgument', "Bucket POST must contain a field named 'key'.");
      return await store.store(bucket, fields['key'], file, bounds, fields);
    } finally {
      file.resume();
    }
  };

  let form: busboy.Busboy;
  try {
    form = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { fields: 100, fieldSize: MAX_FIELD_BYTES },
    });
  } catch {
    throw new S3Refusal(
      400,
      'MalformedPOSTRequest',
      'The body of your POST request is not well-formed multipart/form-data.',
    );
  }
  form.on('field', (name, value) => {
    if (!stored) fields[name.toLowerCase()] = value;
  });
  form.on('file', (name, file, { filename }) => {
    if (name === 'file' && !stored) {
      stored = take(file, filename ?? '');
      stored.catch(() => {});
    } else file.resume();
  });
  await pipeline(request, form).catch((error: Error) => {
    throw new S3Refusal(400, 'MalformedPOSTRequest', error.message);
  });
  if (!stored) throw new S3Refusal(400, 'InvalidArgument', 'POST requires exactly one file upload per request.');
  const object = await stored;
  const wanted = Number(fields['success_action_status']);
  const redirect = fields['success_action_redirect'];
  return {
    object,
    status: redirect ? 303 : [200, 201].includes(wanted) ? wanted : 204,
    ...(redirect && { redirect: `${redirect}${redirect.includes('?') ? '&' : '?'}${location(object)}` }),
  };
};

const location = ({ bucket, key, etag }: StoredObject): string => new URLSearchParams({ bucket, key, etag }).toString();
