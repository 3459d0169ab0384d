/** One export with its progress and, once it is done, the address of its file. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { ExportView } from '../../exports/export.ts';
import { readExport } from '../../exports/exports-table.ts';
import { checkScope, showExport } from '../../exports/show-export.ts';

export const contract = {
  method: 'GET',
  path: '/admin/exports/{id}',
  call: 'admin.exports.get',
  access: 'staff:bulk',
  summary: 'An export: its progress and, once it is done, the address of its file for an hour.',
  params: { id: idPattern('exp') },
  returns: { 200: ExportView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, caller, now }) => {
  const one = await readExport(params.id);
  checkScope(caller, one.kind);
  return ok(await showExport(one, now));
});
