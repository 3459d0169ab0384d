import type { Cloud } from '../cloud.ts';
import type { Charge } from '../outside/outside.ts';
import type { Asked, People } from '../people.ts';
import type { Shop } from '../shop.ts';
import type { Kept } from '../tables.ts';

// biome-ignore lint/suspicious/noExplicitAny: raw items and facts; the laws read them without the code's own schemas.
type Raw = any;

/** All that is left when the dust has settled: what the laws are checked against. */
export interface Story {
  readonly shop: Shop;
  readonly people: People;
  readonly cloud: Cloud;
  readonly kept: readonly Kept[];
  readonly asked: readonly Asked[];
  /** The provider's own books. */
  readonly charges: readonly Charge[];
  /** Payments that a buyer could still pay. */
  readonly payable: readonly string[];
}

/** What a broken law says; nothing when it holds. */
export type Law = (story: Story) => string[];

export const itemsOf = ({ kept }: Story, module: string, type?: string): Raw[] =>
  kept
    .filter((one) => one.module === module && (type === undefined || one.item['type'] === type))
    .map(({ item }) => item);

/** The event log: every fact of every module, or those of some kinds. */
export const factsOf = ({ kept }: Story, ...types: string[]): Raw[] =>
  kept
    .filter(({ item }) => item['type'] === 'event' && (types.length === 0 || types.includes(item['event'].type)))
    .map(({ item }) => item['event']);

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);
export const groupBy = <T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
};
