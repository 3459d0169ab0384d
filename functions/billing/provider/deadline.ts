import { timeLeft } from '#lib/deadline.ts';

/** How long a buyer waits for a provider. */
const DEADLINE_MS = 3000;
/** Of the time left for calls: for recording a provider's answer. */
const RESERVE_MS = 200;

/** The milliseconds that a call to a provider may take: 3 s, or less where the invocation has less left; 0 for none. */
export const providerDeadlineMs = (): number => Math.max(0, Math.min(DEADLINE_MS, timeLeft() - RESERVE_MS));

/**
 * Waits for the answer of a call; `undefined` when it does not come in time or fails in a way that tells nothing. The
 * caller goes on as if the call were still under way.
 */
export const answerWithin = async <T>(
  ms: number,
  call: Promise<T>,
  failed: (error: unknown) => void,
): Promise<T | undefined> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  const settled = call.catch((error: unknown) => {
    failed(error);
    return undefined;
  });
  try {
    // Without time left the call is still made, and not waited for.
    return ms <= 0 ? undefined : await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
};
