import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { stale } from '#lib/refusals.ts';
import { transact } from '#lib/table.ts';
import { EndsBeforeStart } from '../../pricing/refusals.ts';
import type { PinRequest, SynonymsRequest } from './rules.ts';
import { changeWrites, creationWrites, type Kind, type Rule, readRule, removalWrites } from './rules-table.ts';

type Request<K extends Kind> = K extends 'pins' ? PinRequest : SynonymsRequest;
const prefixes = { synonyms: 'syn', pins: 'pin' } as const;

/** Answers a pin as it is asked for. @throws Refusal 422 `ends-before-start` */
export const soundPin = (input: PinRequest): PinRequest => {
  const { from, until } = input;
  if (from !== null && until !== null && until <= from)
    throw new EndsBeforeStart(undefined, { startsAt: from, endsAt: until });
  return input;
};

/** Creates a set of synonyms, or a pin. @throws Refusal 422 `too-many-search-rules` */
export const createRule = async <K extends Kind>(kind: K, input: Request<K>, now: number): Promise<Rule<K>> => {
  const at = isoTime(now);
  const stamps = { version: 1, createdAt: at, updatedAt: at };
  const rule = { id: newId(prefixes[kind], now), ...input, ...stamps } as unknown as Rule<K>;
  await transact(creationWrites(kind, rule));
  return rule;
};

/** The version that the caller read, when it must still be that. */
type IfMatch = { readonly ifMatch: number | undefined };
const readFor = async <K extends Kind>(kind: K, id: string, { ifMatch }: IfMatch): Promise<Rule<K>> => {
  const rule = await readRule(kind, id);
  if (ifMatch !== undefined && ifMatch !== rule.version) throw stale();
  return rule;
};

/**
 * Puts a set of synonyms, or a pin, whole, in the place of what it was.
 * @param now milliseconds since 1970
 * @throws Refusal 404, 412
 */
export const replaceRule = async <K extends Kind>(
  kind: K,
  id: string,
  input: Request<K>,
  { now, ...asked }: IfMatch & { readonly now: number },
): Promise<Rule<K>> => {
  const { createdAt, version } = await readFor(kind, id, asked);
  const next = { id, ...input, version: version + 1, createdAt, updatedAt: isoTime(now) } as unknown as Rule<K>;
  await transact(changeWrites(kind, next));
  return next;
};

/** Removes one. @throws Refusal 404, 412 */
export const deleteRule = async (kind: Kind, id: string, asked: IfMatch): Promise<void> =>
  transact(removalWrites(kind, await readFor(kind, id, asked)));
