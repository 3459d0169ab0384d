/** Stops an import; a repeat answers the same, and an import that has ended is a 409. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { cancelImport } from '../../finish-import.ts';
import { ImportView } from '../../import.ts';
import { ImportOver } from '../../refusals.ts';
import { showImport } from '../../show-import.ts';

export const contract = {
  method: 'POST',
  path: '/admin/imports/{id}/cancel',
  call: 'admin.imports.cancel',
  access: 'staff:bulk',
  summary: 'Stop an import: what is in stays in, the rest of the file is not read.',
  params: { id: idPattern('imp') },
  refuses: [ImportOver],
  returns: { 200: ImportView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(await showImport(await cancelImport(params.id))));
