/** Makes a medium and answers the form that uploads its file straight to the bucket; the upload sets it going. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idempotent } from '#lib/idempotent.ts';
import { UploadForm } from '#lib/presign.ts';
import { created } from '#lib/reply.ts';
import { mediaForm } from '../../files/places.ts';
import { startUpload } from '../../manage-media.ts';
import { UploadRequest } from '../../media.ts';

export const contract = {
  method: 'POST',
  path: '/admin/media/uploads',
  call: 'admin.media.upload',
  access: 'staff:media',
  secret: true,
  summary: 'Upload a picture: post its file with the form that is answered, within an hour.',
  description:
    'JPEG, PNG, WebP, AVIF and GIF of at most 30 MB and 50 megapixels, told by their bytes. The picture is `ready` seconds ' +
    'after the upload, or `refused` with a code; nothing of the file is kept but its pixels.',
  body: UploadRequest,
  returns: {
    201: z.object({
      id: z.string().check(z.describe('The medium’s id, `med_…`.')),
      upload: UploadForm.check(z.describe('How the file is sent.')),
    }),
  },
  idempotent: true,
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent('media', async ({ body, now }) => {
    const { id } = await startUpload(body, now);
    return created(`/admin/media/${id}`, { id, upload: await mediaForm(id) });
  }),
);
