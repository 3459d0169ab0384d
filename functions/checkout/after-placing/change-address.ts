import { type OrderPlace, readdressOrder } from '../../orders/public.ts';
import { compareTerms, regionOf, regionUnknown } from '../../pricing/public.ts';
import type { Address } from '../../users/public.ts';
import { CountryDiffers, RegionMissing, ShippingNotAvailable, TaxDiffers } from '../refusals.ts';
import { placeOf } from '../start-cart.ts';

/**
 * Changes where a placed order is sent to, by the rules by which its address was taken at checkout. Nothing is priced
 * anew: an address with other taxes, or beyond the chosen shipping, is refused, and the price of the shipping stays.
 * @throws Refusal as `readdressOrder`, and 422 `country-differs`, `tax-differs`, `shipping-not-available`,
 *   `region-missing`, `region-unknown`, `country-not-served`
 */
export const changeAddress = (orderId: string, address: Address, ifMatch: number | undefined) =>
  readdressOrder(orderId, address, ifMatch, async (order): Promise<OrderPlace> => {
    const { country, region } = address;
    if (country !== order.country) {
      const detail = `The order was priced for ${order.country}: cancel it, and place another one for ${country}.`;
      throw new CountryDiffers(detail, { country: order.country });
    }
    const after = await placeOf(address);
    const before = {
      ...order,
      within: order.region === null ? null : ((await regionOf(order.country, order.region))?.within ?? null),
    };
    const place = { country, region: after.region, within: after.within, postalPrefix: after.postalPrefix };
    const terms = await compareTerms(before, place, order.shipping?.optionId ?? null);
    if (terms === 'region-missing') {
      if (region?.trim()) throw await regionUnknown(country, region);
      throw new RegionMissing(undefined, { country });
    }
    if (terms === 'tax') throw new TaxDiffers();
    if (terms === 'shipping')
      throw new ShippingNotAvailable('The shipping that was chosen does not go to this address.');
    return place;
  });
