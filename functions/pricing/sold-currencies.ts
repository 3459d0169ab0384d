import { catalogSettings } from '../catalog/public.ts';
import { CurrencyNotSold } from './refusals.ts';

/** Refuses amounts in a currency that the shop does not sell in. @throws Refusal 422 `currency-not-sold` */
export const refuseUnsold = (currencies: readonly string[]): void => {
  const sold = catalogSettings().SHOP_CURRENCIES;
  const currency = currencies.find((one) => !sold.includes(one));
  if (currency !== undefined) {
    throw new CurrencyNotSold(`We sell in ${sold.join(', ')}, not in ${currency}.`, { currency });
  }
};
