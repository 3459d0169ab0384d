import { chanceOf } from '../../../test/support/chance.ts';

/** What an address does when it is asked for. */
export type Behaviour =
  | 'picture'
  | 'redirected'
  | 'moved-to-another-host'
  | 'later-once'
  | 'behind-once'
  | 'missing'
  | 'forbidden'
  | 'page'
  | 'page-called-image'
  | 'vector'
  | 'empty'
  | 'cut-off-file'
  | 'compressed'
  | 'too-large'
  | 'endless'
  | 'drip'
  | 'breaks-off'
  | 'redirect-loop'
  | 'to-this-machine'
  | 'to-mapped-address'
  | 'to-metadata'
  | 'to-another-port'
  | 'inside-name'
  | 'changing-name'
  | 'no-name';

/** How often each is among a hundred that are no plain picture, and what its address must end as. */
const behaviours: Readonly<Record<Exclude<Behaviour, 'picture'>, readonly [weight: number, end: string]>> = {
  redirected: [10, 'ready'],
  'moved-to-another-host': [6, 'ready'],
  'later-once': [6, 'ready'],
  'behind-once': [5, 'ready'],
  missing: [12, 'not-found'],
  forbidden: [6, 'fetch-refused'],
  page: [6, 'html-refused'],
  'page-called-image': [5, 'html-refused'],
  vector: [3, 'svg-refused'],
  empty: [3, 'empty-file'],
  'cut-off-file': [5, 'file-damaged'],
  compressed: [3, 'unknown-type'],
  'too-large': [4, 'file-too-large'],
  endless: [3, 'file-too-large'],
  drip: [1, 'fetch-too-slow'],
  'breaks-off': [3, 'host-unreachable'],
  'redirect-loop': [3, 'too-many-redirects'],
  'to-this-machine': [3, 'address-not-public'],
  'to-mapped-address': [2, 'address-not-public'],
  'to-metadata': [3, 'address-not-public'],
  'to-another-port': [2, 'address-refused'],
  'inside-name': [2, 'address-not-public'],
  'changing-name': [2, 'address-not-public'],
  'no-name': [2, 'host-unknown'],
};
/** Of a hundred addresses so many are plain pictures. */
const PLAIN = 60;
/** Behaviours of a host and not of one of its addresses. */
const ofHost: ReadonlySet<Behaviour> = new Set(['inside-name', 'changing-name', 'no-name']);

export interface Planned {
  readonly url: string;
  readonly behaviour: Behaviour;
  /** `ready`, or the code by which it must be refused. */
  readonly end: string;
  /** How often it may be asked for: again only where it was put off, broke off, or leads on to itself. */
  readonly asked: number;
}

const asks: Readonly<Partial<Record<Behaviour, number>>> = {
  'later-once': 2,
  'behind-once': 2,
  'breaks-off': 4,
  'redirect-loop': 4,
  'inside-name': 0,
  'no-name': 0,
};

/** Plans addresses under some hosts, what each does, and what must become of it: the same for a seed. */
export const planOf = (
  seed: number,
  addresses: number,
  hosts: number,
  without: readonly Behaviour[] = [],
): Planned[] => {
  const next = chanceOf(seed);
  const odd = Object.entries(behaviours).filter(([name]) => !without.includes(name as Behaviour));
  const all = odd.reduce((sum, [, [weight]]) => sum + weight, 0);
  const chosen = (): Behaviour => {
    if (next() * 100 < PLAIN) return 'picture';
    let at = next() * all;
    for (const [name, [weight]] of odd) {
      at -= weight;
      if (at < 0) return name as Behaviour;
    }
    return 'picture';
  };
  return Array.from({ length: addresses }, (_, n) => {
    const behaviour = chosen();
    const host = ofHost.has(behaviour) ? `${behaviour}-${n}` : `host-${n % hosts}`;
    const url = `http://${host}.example/${behaviour}/${n}.png`;
    const end = behaviour === 'picture' ? 'ready' : behaviours[behaviour][1];
    return { url, behaviour, end, asked: asks[behaviour] ?? 1 };
  });
};
