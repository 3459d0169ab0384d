import { createApiKey } from '../../../functions/users/public.ts';
import type { Chance } from '../../support/chance.ts';
import type { People } from './people.ts';

export interface Article {
  readonly sku: string;
  readonly productId: string;
  readonly variantId: string;
  readonly quantity: number;
  readonly amount: number;
  /** What one customer may have of it. */
  readonly purchaseLimit: number | null;
}
export interface Shop {
  readonly adminKey: string;
  readonly articles: readonly Article[];
  /** The code of a coupon that few orders may use, and each customer once. */
  readonly coupon: string;
  readonly couponLimit: number;
}

/** A small shop in which everything is scarce: few units, in several shards, and a coupon that runs out. */
export const openShop = async (chance: Chance, people: People): Promise<Shop> => {
  const { secret: adminKey } = await createApiKey({ name: 'everything', scopes: ['admin'] });
  const admin = async (route: string, request: object) => {
    const answer = await people.ask(route, { token: adminKey, ...request });
    if (answer.status >= 400) throw new Error(`${route}: ${answer.text}`);
    return answer.body;
  };
  const articles: Article[] = [];
  for (let index = 0; index < 2; index += 1) {
    // One article of which a few are left, and one whose units lie in several shards.
    const [sku, quantity, amount] = [`ART-${index}`, (index ? 8 : 3) + chance.upTo(5), 1000 + 100 * chance.upTo(30)];
    const variants = [{ sku, options: {}, price: { amount, currency: 'EUR' } }];
    const body = { title: `Article ${index}`, status: 'active', variants };
    const product = await admin('catalog/create-product', { body });
    const shards = index ? chance.pick([2, 3, 4]) : 1;
    const purchaseLimit = chance.happens(0.3) ? 2 : null;
    await admin('inventory/set-stock', { params: { sku }, body: { available: quantity, shards, purchaseLimit } });
    articles.push({ sku, productId: product.id, variantId: product.variants[0].id, quantity, amount, purchaseLimit });
  }
  const [coupon, couponLimit] = ['TENOFF', 1 + chance.upTo(2)];
  const effect = { type: 'percentage', of: 'order', share: '0.10' };
  const body = { name: 'Ten off', code: coupon, effect, totalLimit: couponLimit, customerLimit: 1 };
  await admin('pricing/create-promotion', { body });
  return { adminKey, articles, coupon, couponLimit };
};
