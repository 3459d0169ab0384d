/** One import with its progress and, once it is over, its refused rows. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { ImportView } from '../../import.ts';
import { readImport } from '../../imports-table.ts';
import { showImport } from '../../show-import.ts';

export const contract = {
  method: 'GET',
  path: '/admin/imports/{id}',
  call: 'admin.imports.get',
  access: 'staff:bulk',
  summary: 'An import: its progress and, once it is over, its refused rows.',
  params: { id: idPattern('imp') },
  returns: { 200: ImportView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(await showImport(await readImport(params.id))));
