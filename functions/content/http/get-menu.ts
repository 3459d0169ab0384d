/** Answers a menu of the site. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { remembered } from '../../catalog/public.ts';
import { slugPattern } from '../entries/entry.ts';
import { MenuView } from '../names/named.ts';
import { findNamed } from '../names/names-table.ts';
import { foundReply } from '../reading/public-replies.ts';

export const contract = {
  method: 'GET',
  path: '/content/menus/{name}',
  call: 'content.menu',
  access: 'public',
  summary: 'A menu: `main`, `footer`.',
  params: { name: slugPattern },
  returns: { 200: MenuView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params: { name } }) =>
  foundReply(
    'menu',
    await remembered(['menu', name], async () => {
      const menu = await findNamed('menu', name);
      return { body: menu && { name, items: menu.items }, flips: [] };
    }),
  ),
);
