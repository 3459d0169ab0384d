/** What packaging changes in the source, and nothing else: each plugin says what it saves. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

/**
 * The files in a module's system/ tell what the stack, or a library for developers, has, by reading it. A bundle has
 * neither to read, so each of their exports is called once, here, and its answer takes the function's place.
 * @type {import('esbuild').Plugin}
 */
export const freezeSystem = {
  name: 'freeze-system',
  setup(build) {
    build.onLoad({ filter: /functions[\\/]\w+[\\/]system[\\/][\w-]+\.ts$/ }, async ({ path }) => {
      const answers = await Promise.all(
        Object.entries(await import(pathToFileURL(path).href)).map(async ([name, ask]) =>
          frozen(name, JSON.stringify(await ask())),
        ),
      );
      return { contents: answers.join('\n'), loader: 'js' };
    });
  },
};

/** The OpenAPI document is 190 KB as a text in a bundle and grows with every route; packed it is a tenth of that. */
const PACKED_ABOVE = 20_000;

/** @param {string} name @param {string} json @returns {string} */
const frozen = (name, json) => {
  if (json.length <= PACKED_ABOVE) return `export const ${name} = async () => (${json});`;
  const packed = brotliCompressSync(json).toString('base64');
  return `import { brotliDecompressSync as unpack${name} } from 'node:zlib';
let kept${name};
export const ${name} = async () =>
  (kept${name} ??= JSON.parse(unpack${name}(Buffer.from('${packed}', 'base64')).toString('utf8')));`;
};

/**
 * A function is one file, so `import('./own.ts')` saves no byte of it; but esbuild drops nothing that is unused from
 * what it can only reach that way (the whole SDK, by way of a provider's adapter: 60 KB). Our own files are imported
 * statically; a package (`import('stripe')`) stays as it is.
 * @type {import('esbuild').Plugin}
 */
export const hoistOwnImports = {
  name: 'hoist-own-imports',
  setup(build) {
    build.onLoad({ filter: /[\\/]functions[\\/].*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      /** @type {string[]} */
      const hoisted = [];
      const contents = source.replace(/\bimport\(('\.{1,2}\/[^']+\.ts')\)/g, (_, file) => {
        hoisted.push(`import * as hoisted${hoisted.length} from ${file};`);
        return `Promise.resolve(hoisted${hoisted.length - 1})`;
      });
      return hoisted.length > 0 ? { contents: `${hoisted.join('')}${contents}`, loader: 'ts' } : undefined;
    });
  },
};

/**
 * The SDK loads two things only when asked, which no client here asks for: event streams, and a parser of browsers'
 * names. 20 KB a bundle.
 * @type {import('esbuild').Plugin}
 */
export const leaveOut = {
  name: 'leave-out',
  setup(build) {
    build.onResolve({ filter: /event-streams|bowser/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, namespace: 'left-out' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export {};', loader: 'js' }));
  },
};

/** serverless-esbuild takes the default export. */
export default [freezeSystem, hoistOwnImports, leaveOut];
