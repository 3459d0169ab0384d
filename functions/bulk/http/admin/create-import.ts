/** Starts an import and answers the form that uploads its file straight to the bucket; the upload sets it going. */
import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { newId } from '#lib/id.ts';
import { idempotent } from '#lib/idempotent.ts';
import { UploadForm } from '#lib/presign.ts';
import { created } from '#lib/reply.ts';
import { transact } from '#lib/table.ts';
import { importForm } from '../../bucket/import-bucket.ts';
import { type Import, ImportRequest, ImportView, noRows, noUrls, viewOf } from '../../import.ts';
import { newImport } from '../../imports-table.ts';

export const contract = {
  method: 'POST',
  path: '/admin/imports',
  call: 'admin.imports.create',
  access: 'staff:bulk',
  secret: true,
  summary: 'Start an import: post the file with the form that is answered, within an hour.',
  body: ImportRequest,
  returns: { 201: z.extend(ImportView, { upload: UploadForm.check(z.describe('How the file is sent.')) }) },
  idempotent: true,
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent('bulk', async ({ body, now }) => {
    const { trackInventory, duplicateSkus, ...chosen } = body;
    const one: Import = {
      id: newId('imp'),
      ...chosen,
      ...(trackInventory === undefined ? {} : { trackInventory }),
      ...(duplicateSkus === undefined ? {} : { duplicateSkus }),
      status: 'waiting',
      sent: 0,
      rowsRead: 0,
      createdAt: isoTime(now),
    };
    const upload = await importForm(one.id);
    await transact(newImport(one));
    return created(`/admin/imports/${one.id}`, { ...viewOf(one, noRows, noUrls), upload });
  }),
);
