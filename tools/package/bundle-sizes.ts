/**
 * The size of every function's bundle, by one pass of esbuild over all of them, with the options they are packaged
 * with. Provider adapters are loaded when needed, and counted apart: their bytes are left out.
 */
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { loadStack } from '../../stack/load.js';
import { nativePackagesOf } from './native-packages.js';
import { bundling } from './options.js';
import { pluginsWhere } from './plugins.js';

const root = join(import.meta.dirname, '../..');
const apart = /(^functions\/billing\/providers\/|(^|\/)node_modules\/stripe\/)/;

/**
 * Bundles everything in memory, or into an empty folder, from which bundles load the native packages of this machine.
 * @param stage what a stage chooses: OpenSearch, whose client is counted, and a language; French has the largest stemmer
 * @returns the bytes of each function by `<module>/<file>`, native packages not counted
 */
export const bundleSizes = async (
  outdir?: string,
  { openSearch = false, language = 'fr' } = {},
): Promise<Record<string, number>> => {
  const { functions } = await loadStack();
  const { metafile } = await build({
    ...bundling,
    absWorkingDir: root,
    entryPoints: functions.map(({ path }) => path),
    outbase: root,
    outdir: outdir ?? join(root, '.esbuild', 'sizes'),
    write: outdir !== undefined,
    metafile: true,
    plugins: pluginsWhere({ isOpenSearchChosen: () => openSearch, languageOf: () => language }),
  });
  if (outdir !== undefined) linkNativePackages(join(outdir, 'node_modules'));
  const sizes = new Map(
    Object.values(metafile.outputs).map(({ entryPoint, bytes, inputs }) => {
      const counted = Object.entries(inputs).filter(([file]) => apart.test(file));
      return [entryPoint, bytes - counted.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)];
    }),
  );
  return Object.fromEntries(functions.map(({ id, path }) => [id, sizes.get(path) ?? 0]));
};

const linkNativePackages = (folder: string): void => {
  for (const name of nativePackagesOf()) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(folder, name));
  }
};
