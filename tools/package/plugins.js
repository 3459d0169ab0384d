/** What packaging changes in the source, and nothing else: each plugin says what it saves. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { nativePackagesOf } from './native-packages.js';
import { isChosenByStage, openSearchWhere } from './opensearch.js';
import { languageOfStage, stemmersWhere } from './stemmers.js';

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
 * statically; a package (`import('stripe')`) stays as it is. Descriptions of fields stand in the document, which is
 * made before; in each bundle they would be up to 15 KB that nothing reads.
 * @type {import('esbuild').Plugin}
 */
export const ownSource = {
  name: 'own-source',
  setup(build) {
    build.onLoad({ filter: /[\\/](functions|lib)[\\/].*\.ts$/ }, ({ path }) => {
      const source = shakeable(undescribed(readFileSync(path, 'utf8')));
      /** @type {string[]} */
      const hoisted = [];
      const contents = source.replace(/\bimport\(('\.{1,2}\/[^']+\.ts')\)/g, (_, file) => {
        hoisted.push(`import * as hoisted${hoisted.length} from ${file};`);
        return `Promise.resolve(hoisted${hoisted.length - 1})`;
      });
      return { contents: `${hoisted.join('')}${contents}`, loader: 'ts' };
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

/**
 * Compiled code cannot be bundled, and what loads it is of no use without it: both lie beside a bundle. In a module that
 * has no native packages too, so that the check of its zip says what is missing.
 * @type {import('esbuild').Plugin}
 */
export const nativeOutside = {
  name: 'native-outside',
  setup(build) {
    for (const name of nativePackagesOf())
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, external: true }));
  },
};

/** Descriptions of fields: `.check(z.describe('…'))`, with one text between quotes of any kind. */
const DESCRIPTION =
  /\s*\.check\(\s*z\.describe\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`),?\s*\),?\s*\)/g;
/** @param {string} source @returns {string} the source without descriptions of fields, which only the API's document shows */
export const undescribed = (source) => source.replace(DESCRIPTION, '');

/** @param {string} source @returns {string} the source with kinds of refusals marked as pure: a bundle keeps those that its function throws */
export const shakeable = (source) => source.replaceAll(/(?<== )defineRefusal\(/g, '/* @__PURE__ */ defineRefusal(');

/**
 * @param {{ isOpenSearchChosen: () => boolean | Promise<boolean>, languageOf: () => string | Promise<string> }} stage what
 * bundles have for it
 */
export const pluginsWhere = ({ isOpenSearchChosen, languageOf }) => [
  freezeSystem,
  ownSource,
  leaveOut,
  nativeOutside,
  openSearchWhere(isOpenSearchChosen),
  stemmersWhere(languageOf),
];

/** serverless-esbuild takes the default export. */
export default pluginsWhere({ isOpenSearchChosen: isChosenByStage, languageOf: languageOfStage });
