import type { Throttle } from '../../stack/model.ts';

interface Bucket {
  tokens: number;
  /** When it was last refilled, in milliseconds. */
  at: number;
}

/**
 * Token buckets as API Gateway keeps them: a request takes one, `burst` of them can be there, `perSecond` come back.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export const createBuckets = <Key>() => {
  const buckets = new Map<Key, Bucket>();
  return {
    /** Takes a token of a bucket, which is full at first. @returns false where there is none @param now milliseconds */
    take(key: Key, { perSecond, burst }: Throttle, now: number): boolean {
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
      bucket.at = now;
      buckets.set(key, bucket);
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
  };
};
