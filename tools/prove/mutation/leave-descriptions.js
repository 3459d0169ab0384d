/**
 * A plugin of Stryker: descriptions of fields are left as they are. They are no code of a function (no bundle has them,
 * tools/package/plugins.js), and test/contract/openapi.test.ts reads the document that shows them.
 */
export const DESCRIPTIONS = 'descriptions';

/** @typedef {{ node: { type: string, callee?: { property?: { name?: string } } } }} Path */

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: DESCRIPTIONS,
    value: {
      /** @param {Path} path @returns {string | undefined} why it is left */
      shouldIgnore: ({ node }) =>
        node.type === 'CallExpression' && node.callee?.property?.name === 'describe'
          ? 'the description of a field'
          : undefined,
    },
  },
];
