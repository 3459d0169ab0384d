/** How long a buyer waits for a provider. */
export const DEADLINE_MS = 3000;
/**
 * The answer of a call, or `undefined` when it does not come in time or fails in a way that tells nothing. Whoever
 * uses this goes on as if the call were still under way.
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
    // Whoever has no time left waits for nobody; the call goes on all the same.
    return ms <= 0 ? undefined : await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
};
