/** Answers an order's token to the staff, for a buyer whose own has ended or was lost. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { renewToken } from '../../access/renew-token.ts';

export const contract = {
  method: 'POST',
  path: '/admin/orders/{id}/token',
  call: 'admin.orders.renewToken',
  access: 'staff:orders',
  secret: true,
  summary: 'A token of the order for its buyer, good until 90 days after this; a repeat within a day changes nothing.',
  params: { id: idPattern('ord') },
  returns: {
    200: z.object({
      orderToken: z.string().check(z.describe('Opens this order for its buyer: sent as `X-Order-Token`.')),
    }),
  },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok({ orderToken: await renewToken(params.id) }));
