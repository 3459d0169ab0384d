/** The plugins of osls, for serverless.yml. The slice `edge` has no functions, and those that bundle them fail without any. */
export const plugins =
  process.env['SLICE'] === 'edge' ? [] : ['./tools/package/osls-native-packages.js', 'serverless-esbuild'];
