/** OpenSearch's engine and client are 329 KB of a bundle: they lie in those of a stage that chooses it, and in no other. */
import { stageValues } from './stage-values.js';

/** What bundles of other stages have in its place: it is never called there. */
const LEFT_OUT = `export const openSearchEngine = () => {
  throw new Error('this function was packaged for a stage that does not choose OpenSearch');
};`;

/**
 * Leaves OpenSearch's engine out of every bundle, with its client, unless it is chosen.
 * @param {() => boolean | Promise<boolean>} isChosen
 * @returns {import('esbuild').Plugin}
 */
export const openSearchWhere = (isChosen) => ({
  name: 'opensearch-where-chosen',
  setup(build) {
    build.onResolve({ filter: /\/opensearch\/opensearch-engine\.ts$/ }, async ({ path }) =>
      (await isChosen()) ? undefined : { path, namespace: 'not-chosen' },
    );
    build.onLoad({ filter: /.*/, namespace: 'not-chosen' }, () => ({ contents: LEFT_OUT, loader: 'js' }));
  },
});

/** Whether the stage that osls packages chooses it. @returns {Promise<boolean>} */
export const isChosenByStage = async () => (await stageValues())['SEARCH_ENGINE'] === 'opensearch';
