import { isoTime, msOf } from '#lib/clock.ts';
import type { TokenKey } from '../../../stack/stage-file.ts';

/** The keys of one version of the secret `token-keys`, by their ids. */
export type KeyTexts = ReadonlyMap<string, string>;
export interface Rotation {
  readonly tokenKeys: readonly TokenKey[];
  readonly texts: KeyTexts;
}

/** What the command cannot do now, in a sentence for the operator. */
export class NotNow extends Error {}

/** Days between the command `sign` and the last function that is deployed with it. */
export const DEPLOY_DAYS = 1;
const DAY_MS = 86_400_000;

const next = (keys: readonly TokenKey[]): TokenKey | undefined =>
  keys.slice(1).find(({ signedUntil }) => signedUntil === undefined);

/** Adds a key that is accepted and does not sign yet. @throws NotNow while another one waits */
export const accept = ({ tokenKeys, texts }: Rotation, key: string): Rotation => {
  const waiting = next(tokenKeys);
  if (waiting) throw new NotNow(`${waiting.id} is accepted already: deploy all slices, then \`sign\`.`);
  const id = `k${1 + Math.max(...tokenKeys.map((one) => Number(one.id.match(/^k(\d+)$/)?.[1] ?? 0)))}`;
  return { tokenKeys: [...tokenKeys, { id }], texts: new Map([...texts, [id, key]]) };
};

/**
 * Has the accepted key sign, and the one before stay accepted.
 * @param at ISO 8601: from about then no token is signed with the one before
 * @throws NotNow when none is accepted
 */
export const sign = ({ tokenKeys, texts }: Rotation, at: string): Rotation => {
  const first = next(tokenKeys);
  if (!first) throw new NotNow('No key waits to sign: `accept` makes one.');
  const [before, ...others] = tokenKeys.filter(({ id }) => id !== first.id);
  return { tokenKeys: [first, ...(before ? [{ ...before, signedUntil: at }] : []), ...others], texts };
};

/**
 * Drops every key whose last token has ended.
 * @param now milliseconds since 1970
 * @param tokenDays days for which a token is accepted after its object's last change
 * @throws NotNow when there is none, with the day of the first one
 */
export const drop = ({ tokenKeys, texts }: Rotation, now: number, tokenDays: number): Rotation => {
  const end = ({ signedUntil }: TokenKey): number =>
    signedUntil === undefined ? Number.POSITIVE_INFINITY : msOf(signedUntil) + (tokenDays + DEPLOY_DAYS) * DAY_MS;
  const ended = tokenKeys.filter((key) => end(key) <= now);
  const signed = tokenKeys.filter(({ signedUntil }) => signedUntil !== undefined);
  if (signed.length === 0) throw new NotNow('No key has ceased to sign: there is nothing to drop.');
  if (ended.length === 0) {
    const [soonest] = signed.toSorted((a, b) => end(a) - end(b)) as [TokenKey];
    throw new NotNow(`The last token of ${soonest.id} ends on ${isoTime(end(soonest))}; until then it stays.`);
  }
  const gone = new Set(ended.map(({ id }) => id));
  return {
    tokenKeys: tokenKeys.filter(({ id }) => !gone.has(id)),
    texts: new Map([...texts].filter(([id]) => !gone.has(id))),
  };
};

/** The secret's text: `<id>:<key>,…` in the order of the stage file, the signing key first. */
export const secretText = ({ tokenKeys, texts }: Rotation): string =>
  tokenKeys.map(({ id }) => `${id}:${texts.get(id)}`).join(',');

/** Reads the secret's text. @throws NotNow when it does not hold the keys that the stage file names */
export const rotationOf = (tokenKeys: readonly TokenKey[], text: string): Rotation => {
  const texts = new Map(
    text
      .split(',')
      .map((pair): [string, string] => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]),
  );
  const [inFile, inSecret] = [tokenKeys.map(({ id }) => id).join(', '), [...texts.keys()].join(', ')];
  if (inFile !== inSecret) throw new NotNow(`The stage file names the keys ${inFile}, the secret holds ${inSecret}.`);
  return { tokenKeys, texts };
};
