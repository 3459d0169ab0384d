/** Stemmers of eleven languages are 75 KB of a bundle; a shop writes in one. */
import { stageValues } from './stage-values.js';

/** @type {Readonly<Record<string, string>>} the file of @orama/stemmers by language */
const files = {
  da: 'danish', de: 'german', es: 'spanish', fi: 'finnish', fr: 'french', it: 'italian', nb: 'norwegian', nl: 'dutch',
  nn: 'norwegian', no: 'norwegian', pt: 'portuguese', sv: 'swedish',
}; // biome-ignore format: a table

/**
 * Leaves stemmers out that are neither English nor of the shop's language: words of theirs are compared as they stand.
 * @param {() => string | Promise<string>} languageOf BCP 47
 * @returns {import('esbuild').Plugin}
 */
export const stemmersWhere = (languageOf) => ({
  name: 'stemmers-where-spoken',
  setup(build) {
    build.onResolve({ filter: /^@orama\/stemmers\// }, async ({ path }) => {
      const spoken = files[(await languageOf()).slice(0, 2).toLowerCase()];
      return path.endsWith('/english') || path.endsWith(`/${spoken}`) ? undefined : { path, namespace: 'not-spoken' };
    });
    build.onLoad({ filter: /.*/, namespace: 'not-spoken' }, () => ({
      contents: 'export const stemmer = undefined;',
      loader: 'js',
    }));
  },
});

/** The language of the stage that osls packages. @returns {Promise<string>} */
export const languageOfStage = async () => (await stageValues())['SITE_LANGUAGE'] ?? 'en';
