import { isoTime, nowMs } from '#lib/clock.ts';
import { hasChanged, type Shown } from '../catalog/public.ts';

const KEEP_ANSWERS = 500;
const kept = new Map<string, Shown>();
let keptFor = '';

/** What is made to be answered; `passing` of what nobody tells when it changes. */
type Made<T> = Pick<Shown<T>, 'body' | 'flips'> & { readonly passing?: boolean };

/**
 * Answers from memory, unless what it is made of or the clock has changed it since; else makes what is answered.
 * @param state changes whenever answers may have changed
 */
export const keep = async <T>(
  state: string,
  name: readonly unknown[],
  make: (at: string) => Promise<Made<T>>,
): Promise<Shown<T>> => {
  if (keptFor !== state || kept.size >= KEEP_ANSWERS) kept.clear();
  keptFor = state;
  const [key, moment] = [JSON.stringify(name), isoTime(nowMs())];
  const known = kept.get(key);
  if (known && !hasChanged(known, moment)) return known as Shown<T>;
  const { passing = false, ...made } = await make(moment);
  const shown = { ...made, moment };
  if (!passing) kept.set(key, shown);
  return shown;
};
