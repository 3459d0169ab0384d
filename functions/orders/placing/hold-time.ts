import { opensPayment } from '../../billing/public.ts';
import { settings } from '../settings.ts';

/** Seconds in which a buyer who was given nothing to pay with names a method. */
const METHOD_SECONDS = 180;

/**
 * When the hold of an order ends: after `HOLD_SECONDS` where its buyer can pay by now, by a named method or by what the
 * provider opens; earlier while they cannot. Decided when placing, and once more when another payment is opened.
 * @param placedAt milliseconds since 1970, as is the answer
 */
export const holdEnd = (placedAt: number, method: string | null): number => {
  const whole = settings().HOLD_SECONDS;
  return placedAt + (opensPayment(method) ? whole : Math.min(METHOD_SECONDS, whole)) * 1000;
};
