import type { ShopClient } from './shop-client.ts';

export type Made = Promise<Readonly<Record<string, string>>>;
/** Finds or makes something in the running shop; answers the values of the names that go with it. */
export type Maker = (shop: ShopClient) => Made;

/** Makes something, and answers its id under a name. */
export const make =
  (name: string, path: string, body: () => object): Maker =>
  async ({ ask }) => ({ [name]: (await ask('POST', path, body())).id });

/** Takes the newest of a list, or makes one where there is none. */
export const newest =
  (name: string, path: string, otherwise: Maker): Maker =>
  async (shop) => {
    const { items } = await shop.ask('GET', path);
    return { [name]: items[0]?.id ?? Object.values(await otherwise(shop))[0] };
  };
