import * as z from 'zod/mini';
import { type Contract, pageQuery } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { sorts } from '../catalog-table.ts';
import { CardPage, listCards } from '../documents/list-cards.ts';

/** Lists the products that are sold, sorted; the same cost with a thousand and a million of them. */
export const contract = {
  method: 'GET',
  path: '/products',
  access: 'public',
  summary: 'Lists products: all of them or those with a tag, the newest first unless another order is asked for.',
  query: z.strictObject({
    ...pageQuery,
    tag: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
    sort: z._default(z.enum(sorts), 'newest'),
  }),
  returns: { 200: CardPage },
} as const satisfies Contract;

export const handler = http(contract, ({ query }) => listCards(query));
