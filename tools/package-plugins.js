/**
 * For packaging: the files in functions/platform/system/ tell what the stack is, by reading it. A bundle has no source
 * to read, so each of their exports is called once, here, and its answer takes the function's place.
 */
import { pathToFileURL } from 'node:url';

/** @type {import('esbuild').Plugin} */
export const freezeSystem = {
  name: 'freeze-system',
  setup(build) {
    build.onLoad({ filter: /functions[\\/]platform[\\/]system[\\/][\w-]+\.ts$/ }, async ({ path }) => {
      const answers = await Promise.all(
        Object.entries(await import(pathToFileURL(path).href)).map(
          async ([name, ask]) => `export const ${name} = async () => (${JSON.stringify(await ask())});`,
        ),
      );
      return { contents: answers.join('\n'), loader: 'js' };
    });
  },
};

export default [freezeSystem];
