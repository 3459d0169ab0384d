/** What package-lock.json says that a package needs on Lambda. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lambdaPlatform } from './native-packages.js';

/** A package of package-lock.json, as npm documents it for `lockfileVersion` 3. */
export interface LockedPackage {
  readonly version: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
/** Packages by their folder, as `node_modules/@img/colour`. */
export type Lock = Readonly<Record<string, LockedPackage>>;

/** Reads the packages of package-lock.json. */
export const readLock = (): Lock =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')).packages;

/** Whether a package has compiled code for one platform: npm's mark of such packages. */
export const ofOnePlatform = ({ os, cpu, libc }: LockedPackage): boolean => (os ?? cpu ?? libc) !== undefined;

const runsOnLambda = (locked: LockedPackage): boolean =>
  (['os', 'cpu', 'libc'] as const).every((trait) => locked[trait]?.includes(lambdaPlatform[trait]) ?? true);

/** The folder that `require(name)` finds from a package's folder, by Node's rule: its own node_modules, then each above. */
const folderOf = (name: string, from: string, lock: Lock): string | undefined => {
  const folder = `${from && `${from}/`}node_modules/${name}`;
  if (lock[folder]) return folder;
  return from ? folderOf(name, from.slice(0, from.lastIndexOf('node_modules/')).replace(/\/$/, ''), lock) : undefined;
};

/**
 * Lists what packages need at run time on Lambda, themselves included.
 * @returns locked packages by their folder; of optional ones those for Lambda's platform
 */
export const neededOnLambda = (names: Iterable<string>, lock: Lock): Map<string, LockedPackage> => {
  const needed = new Map<string, LockedPackage>();
  const need = (name: string, from: string): void => {
    const folder = folderOf(name, from, lock);
    const locked = folder === undefined ? undefined : lock[folder];
    if (folder === undefined || !locked || needed.has(folder) || !runsOnLambda(locked)) return;
    needed.set(folder, locked);
    for (const dependency of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies }))
      need(dependency, folder);
  };
  for (const name of names) need(name, '');
  return needed;
};
