/** How every handler is bundled: one file, CommonJS (it loads faster than ESM), minified, with the SDK inside. */
import { join } from 'node:path';
import { nativePackagesOf } from './native-packages.js';

/** @type {import('esbuild').BuildOptions} */
export const bundling = {
  bundle: true,
  minify: true,
  keepNames: false,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'credentials.ts'),
    '@aws-sdk/endpoint-cache': join(import.meta.dirname, 'endpoint-cache.ts'),
  },
  // A bundle has no files beside it: what asks for its folder (a thread of its own, locally) goes without.
  define: { 'import.meta.dirname': 'undefined' },
  legalComments: 'none',
  logLevel: 'warning',
};

/** The same for serverless-esbuild, with work folders of their own so that modules can be packaged side by side. */
export const options = {
  ...bundling,
  // It installs these for a module, and puts into each zip those that its bundle requires (plugins.js left them out).
  external: [...nativePackagesOf(process.env['SLICE'])],
  exclude: [],
  plugins: 'tools/package/plugins.js',
  concurrency: 2,
  // Contexts for rebuilds keep a failed run from ending.
  skipRebuild: true,
  outputWorkFolder: `.esbuild/${process.env['SLICE'] || 'all'}`,
};
