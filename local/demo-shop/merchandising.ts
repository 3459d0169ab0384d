import { asked, eventually, type Shop } from './shop-api.ts';

/** Words that the demo's products are also called by. */
const words = ['beaker', 'mug'];
/** What stands first where somebody looks for a present. */
const pin = { query: 'present', slug: 'mug' };

interface Listed {
  readonly items: readonly { readonly words?: readonly string[]; readonly query?: string | null }[];
}

/** Adds a set of synonyms and a pin to the demo's search; those that an earlier seeding has added stay. */
export const bringMerchandising = async (shop: Shop): Promise<void> => {
  const post = (path: string, body: object) => asked(shop, path, { method: 'POST', body: JSON.stringify(body) });
  const sets = await asked<Listed>(shop, '/admin/search/synonyms?limit=100');
  if (!sets.items.some((set) => set.words?.join() === words.join())) await post('/admin/search/synonyms', { words });
  const pins = await asked<Listed>(shop, '/admin/search/pins?limit=100');
  if (pins.items.some(({ query }) => query === pin.query)) return;
  const { id } = await eventually<{ id: string }>(shop, `/products/${pin.slug}`);
  await post('/admin/search/pins', { query: pin.query, productIds: [id] });
};
