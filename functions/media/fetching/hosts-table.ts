import { epochSeconds, nowMs, sleep } from '#lib/clock.ts';
import { sha256 } from '#lib/id.ts';
import { ConditionFailed, type Key, tableOf, update, write, writeIf } from '#lib/table.ts';

/**
 * `host#<hash of a host>` / `window`: when it may be asked next, milliseconds since 1970: `next` keeps requests apart, and
 * `notBefore` is what it asked for itself (`Retry-After`).
 */
const table = tableOf('media');
const windowKey = (host: string): Key => ({ pk: `host#${sha256(host)}`, sk: 'window' });
/** At most five requests a second: six are 1.1 s apart, of which 0.1 s is for what a turn may take to become a request. */
const APART_MS = 220;
const KEPT_SECONDS = 7 * 86_400;
/** A host has two that ask at once, so a turn comes within two steps; beyond these something else is wrong. */
const TURNS = 20;

/**
 * Waits for a host's next turn, two steps of 220 ms at most, and takes it.
 * @returns undefined when the turn is ours; else when the host may be asked again, milliseconds since 1970
 */
export const takeTurn = async (host: string): Promise<number | undefined> => {
  for (let turn = 1; turn <= TURNS; turn += 1) {
    const now = nowMs();
    const found = await tryTurn(host, now);
    if (found === undefined) return undefined;
    if (found.notBefore > now) return found.notBefore;
    await sleep(Math.max(1, found.next - now));
  }
  return nowMs() + 1000;
};

const tryTurn = async (host: string, now: number): Promise<{ next: number; notBefore: number } | undefined> => {
  const free = (name: string) => `(attribute_not_exists(#${name}) OR #${name} <= :now)`;
  const values = { after: now + APART_MS, ttl: epochSeconds(now) + KEPT_SECONDS, type: 'window' };
  const taken = update(table, windowKey(host), 'SET #next = :after, #ttl = :ttl, #type = :type', values, {
    if: `${free('next')} AND ${free('notBefore')}`,
    values: { now },
  });
  try {
    await write(taken);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const { next = 0, notBefore = 0 } = (error.found ?? {}) as { next?: number; notBefore?: number };
    return { next, notBefore };
  }
};

/** Notes that a host wants to be left alone until then, milliseconds since 1970; a shorter wait changes nothing. */
export const noteWait = async (host: string, until: number): Promise<void> => {
  const values = { until, ttl: epochSeconds(until) + KEPT_SECONDS };
  const isLonger = { if: 'attribute_not_exists(#notBefore) OR #notBefore < :until' };
  await writeIf(update(table, windowKey(host), 'SET #notBefore = :until, #ttl = :ttl', values, isLonger));
};
