import { msOf } from '#lib/clock.ts';
import { type Money, minorDigits } from '#lib/money.ts';
import { settings } from '../settings.ts';

/** Formats of numbers and times: making one costs more than using it. */
const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
const kept = <F extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => F): F => {
  const found = (formats.get(key) as F | undefined) ?? make();
  formats.set(key, found);
  return found;
};

/** Writes an amount of money as the site's language does: `€12.00`. */
export const priceText = ({ amount, currency }: Money): string => {
  const { SITE_LANGUAGE } = settings();
  const format = kept(
    `${SITE_LANGUAGE} ${currency}`,
    () => new Intl.NumberFormat(SITE_LANGUAGE, { style: 'currency', currency }),
  );
  return format.format(amount / 10 ** minorDigits(currency));
};

/** A moment for people, in the site's language and the shop's time zone, beside what machines read. */
export interface Moment {
  readonly iso: string;
  readonly text: string;
}
const momentAs = (iso: string, style: Intl.DateTimeFormatOptions): Moment => {
  const { SITE_LANGUAGE, SHOP_TIME_ZONE: timeZone } = settings();
  const key = `${SITE_LANGUAGE} ${timeZone} ${JSON.stringify(style)}`;
  const format = kept(key, () => new Intl.DateTimeFormat(SITE_LANGUAGE, { ...style, timeZone }));
  return { iso, text: format.format(msOf(iso)) };
};
export const dayOf = (iso: string): Moment => momentAs(iso, { dateStyle: 'long' });
export const minuteOf = (iso: string): Moment => momentAs(iso, { dateStyle: 'long', timeStyle: 'short' });
