/**
 * The size of every function's bundle, by one pass of esbuild over all of them, with the options they are packaged
 * with. Provider adapters are loaded when needed, and counted apart: their bytes are left out.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import { loadStack } from '../../stack/load.js';
import { bundling } from './options.js';
import plugins from './plugins.js';

const root = join(import.meta.dirname, '../..');
const apart = /(^functions\/billing\/providers\/|(^|\/)node_modules\/stripe\/)/;

/** Bundles everything in memory, or into a folder; answers the bytes of each function by `<module>/<file>`. */
export const bundleSizes = async (outdir?: string): Promise<Record<string, number>> => {
  const { functions } = await loadStack();
  const { metafile } = await build({
    ...bundling,
    absWorkingDir: root,
    entryPoints: functions.map(({ path }) => path),
    outbase: root,
    outdir: outdir ?? join(root, '.esbuild', 'sizes'),
    write: outdir !== undefined,
    metafile: true,
    plugins,
  });
  const sizes = new Map(
    Object.values(metafile.outputs).map(({ entryPoint, bytes, inputs }) => {
      const counted = Object.entries(inputs).filter(([file]) => apart.test(file));
      return [entryPoint, bytes - counted.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)];
    }),
  );
  return Object.fromEntries(functions.map(({ id, path }) => [id, sizes.get(path) ?? 0]));
};
