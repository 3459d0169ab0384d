/** The check of a function's zip: the native packages that its bundle loads lie beside it as Lambda needs them, and nothing else. */
import { unzipSync } from 'fflate';
import { type Lock, type LockedPackage, neededOnLambda, ofOnePlatform } from './locked-packages.ts';
import { LAMBDA_MACHINE, lambdaPlatform, MOST_ZIPPED_BYTES, nativePackagesOf } from './native-packages.js';

/** What a zip was found to have. */
export interface CheckedZip {
  /** Native packages that its bundle loads. */
  readonly loads: readonly string[];
  /** One sentence of all that is wrong with it. */
  readonly fault?: string;
}

type Files = Readonly<Record<string, Uint8Array>>;

const LOADED = /\b(?:require|import)\("([^"\n]+)"\)/g;
const COMPILED = /\.(node|dylib|dll|wasm)$|\.so(\.\d+)*$/;
const PACKAGE = /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/@]+)\/package\.json$/;

/** Names the native packages that the code of a bundle loads. */
export const nativeLoadsOf = (code: string): string[] => {
  const loaded = new Set([...code.matchAll(LOADED)].map(([, name]) => name));
  return nativePackagesOf().filter((name) => loaded.has(name));
};

/** Whether bytes are a 64-bit ELF file for Lambda's machine: class at byte 4, machine at byte 18 (little endian). */
const runsOnLambda = (bytes: Uint8Array = new Uint8Array()): boolean => {
  const file = Buffer.from(bytes);
  return (
    file.length > 20 && file.readUInt32BE(0) === 0x7f454c46 && file[4] === 2 && file.readUInt16LE(18) === LAMBDA_MACHINE
  );
};

/** Reads a zip's packages: the versions in its package.json files, by folder. */
const packagesIn = (files: Files): Map<string, string> =>
  new Map(
    Object.keys(files).flatMap((name) => {
      const folder = PACKAGE.exec(name)?.[1];
      return folder === undefined ? [] : [[folder, JSON.parse(text(files[name])).version as string] as const];
    }),
  );

const text = (bytes: Uint8Array = new Uint8Array()): string => Buffer.from(bytes).toString('utf8');

/**
 * Checks the zip of a function against what package-lock.json has for the native packages that its bundle loads.
 * @param zip its file's name, for the sentence
 */
export const checkNativeZip = (zip: string, content: Uint8Array, lock: Lock): CheckedZip => {
  const files = unzipSync(content);
  const names = Object.keys(files);
  const bundles = names.filter((name) => name.endsWith('.js') && !name.startsWith('node_modules/'));
  const loads = nativeLoadsOf(bundles.map((name) => text(files[name])).join('\n'));
  const needed = neededOnLambda(loads, lock);
  const present = packagesIn(files);
  const compiled = names.filter((name) => COMPILED.test(name));
  const isHollow = (folder: string, locked: LockedPackage): boolean =>
    present.has(folder) && ofOnePlatform(locked) && !compiled.some((name) => name.startsWith(`${folder}/`));
  const list = (what: string, found: string[]): string[] => (found.length > 0 ? [`${what} ${found.join(', ')}`] : []);

  const all = [...needed];
  const missing = all.filter(([folder, { version }]) => present.get(folder) !== version);
  const hollow = all.filter(([folder, locked]) => isHollow(folder, locked));
  const wrong = [
    ...list(
      'native-packages.js gives its module no',
      loads.filter((name) => !present.has(`node_modules/${name}`)),
    ),
    ...list(
      'it misses',
      missing.map(([folder, { version }]) => `${folder} ${version}`),
    ),
    ...list(
      'it has no binary in',
      hollow.map(([folder]) => folder),
    ),
    ...list(
      'no binary for that platform is',
      compiled.filter((name) => !runsOnLambda(files[name])),
    ),
    ...list(
      'its function does not load',
      [...present.keys()].filter((folder) => !needed.has(folder)),
    ),
    ...(content.length > MOST_ZIPPED_BYTES ? [`it has ${content.length} bytes, more than ${MOST_ZIPPED_BYTES}`] : []),
  ];
  if (wrong.length === 0) return { loads };
  const platform = Object.values(lambdaPlatform).join(' ');
  const what = loads.join(', ') || 'no native package';
  return { loads, fault: `${zip} with ${what} does not fit Lambda (${platform}): ${wrong.join('; ')}.` };
};
