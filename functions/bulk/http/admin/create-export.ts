/** Starts an export; a queue's function writes its file. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idempotent } from '#lib/idempotent.ts';
import { created } from '#lib/reply.ts';
import { ExportRequest, ExportView } from '../../exports/export.ts';
import { checkScope, showExport } from '../../exports/show-export.ts';
import { startExport } from '../../exports/start-export.ts';
import { DaysInTheFuture, ExportsRunning, TooManyDays } from '../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/exports',
  call: 'admin.exports.create',
  access: 'staff:bulk',
  summary: 'Start an export as CSV: of products, orders or stock.',
  description:
    'Products need the scope catalog, orders the scope orders (the last 366 days unless days are named), stock the scope inventory.',
  body: ExportRequest,
  refuses: [DaysInTheFuture, ExportsRunning, TooManyDays],
  returns: { 201: ExportView },
  idempotent: true,
} as const satisfies Contract;

export const handler = http(
  contract,
  idempotent('bulk', async ({ body, caller, now }) => {
    checkScope(caller, body.kind);
    const one = await startExport(body, now);
    return created(`/admin/exports/${one.id}`, await showExport(one, now));
  }),
);
