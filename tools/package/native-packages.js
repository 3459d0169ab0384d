/**
 * Packages with compiled code. They are stated here and nowhere else: bundling leaves them out of every bundle,
 * packaging puts them beside the bundles that load them (osls-native-packages.js), and no zip leaves without the check
 * of native-zip.ts.
 */

/**
 * By the module whose functions may load them; in any other module's, packaging fails.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const byModule = { media: ['sharp'] };

/** What Lambda runs our functions on, in npm's words: serverless.yml's `runtime` (Amazon Linux) and `architecture`. */
export const lambdaPlatform = { os: 'linux', cpu: 'arm64', libc: 'glibc' };

/** The machine of that architecture in the header of a 64-bit ELF file: EM_AARCH64 of the ELF specification. */
export const LAMBDA_MACHINE = 0xb7;

/** A function with native packages weighs at most so many bytes as a zip: its cold start downloads and unpacks it. */
export const MOST_ZIPPED_BYTES = 15_000_000;

/** Names the native packages of a module, or of all modules. @param {string} [module] @returns {readonly string[]} */
export const nativePackagesOf = (module) => (module ? (byModule[module] ?? []) : Object.values(byModule).flat());
