/**
 * How many batches of a queue Lambda works at once: five to begin with, and while messages are left up to 300 more a
 * minute, at most 1,250 or what its mapping says: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 * How it comes down again is not said there: here it begins anew after a poll that finds nothing.
 */
const AT_FIRST = 5;
const MORE_PER_MINUTE = 300;
const MOST = 1250;

export interface Pollers {
  /** How many batches may be worked at once. @param now milliseconds, never going back */
  allowed(now: number): number;
  /** Tells whether a poll brought messages. */
  saw(messages: boolean, now: number): void;
}

/** Models the pollers of one mapping. @param maximum its MaximumConcurrency */
export const createPollers = (maximum: number): Pollers => {
  let busySince: number | undefined;
  return {
    allowed(now) {
      const grown = busySince === undefined ? 0 : ((now - busySince) / 60_000) * MORE_PER_MINUTE;
      return Math.min(maximum, MOST, AT_FIRST + Math.floor(grown));
    },
    saw(messages, now) {
      busySince = messages ? (busySince ?? now) : undefined;
    },
  };
};
