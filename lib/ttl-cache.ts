import { nowMs } from './clock.ts';

/**
 * What a warm function may answer from memory for a while: a bounded map with an age. For facts that hardly ever change
 * and whose staleness does no harm; it holds nothing that a condition does not check again.
 */
export const warmMap = <V>(keepMs: number, most: number) => {
  const kept = new Map<string, { readonly until: number; readonly value: V }>();
  return {
    get(key: string): V | undefined {
      const found = kept.get(key);
      return found && found.until > nowMs() ? found.value : undefined;
    },
    set(key: string, value: V): void {
      if (kept.size >= most) kept.clear();
      kept.set(key, { until: nowMs() + keepMs, value });
    },
  };
};
