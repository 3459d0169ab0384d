import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ownSource, shakeable } from '../../tools/package/plugins.js';

const root = join(import.meta.dirname, '../..');

/** Handlers without what their contracts declare: what stays in a bundle is what its code may throw. */
const undeclared: Plugin = {
  name: 'undeclared',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]functions[\\/]\w+[\\/]http[\\/].*\.ts$/ }, ({ path }) => ({
      contents: shakeable(readFileSync(path, 'utf8')).replace(/\brefuses: \[[^\]]*\],/, ''),
      loader: 'ts',
    }));
    // What these read of the stack is made at packaging; none of it refuses anything.
    onLoad({ filter: /[\\/]functions[\\/]\w+[\\/]system[\\/].*\.ts$/ }, ({ path }) => ({
      contents: [...readFileSync(path, 'utf8').matchAll(/^export const (\w+)/gm)]
        .map(([, name]) => `export const ${name} = async () => ({});`)
        .join('\n'),
      loader: 'ts',
    }));
  },
};

/**
 * Lists the codes that each handler's code may refuse with, by its file, as far as a bundler that drops what nothing calls
 * can tell: a superset, whatever the branches.
 * @param files handlers, relative to the repository
 */
export const reachableCodes = async (files: readonly string[]): Promise<Map<string, string[]>> => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [...files],
    outbase: root,
    outdir: join(root, 'bundles'),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    plugins: [undeclared, ownSource],
  });
  return new Map(
    outputFiles.map(({ path, text }) => [
      relative(join(root, 'bundles'), path).replace(/\.js$/, '.ts').replaceAll('\\', '/'),
      [...text.matchAll(/defineRefusal\(\s*"([a-z-]+)"/g)].map(([, code]) => String(code)),
    ]),
  );
};
