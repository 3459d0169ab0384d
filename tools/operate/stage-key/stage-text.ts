import type { TokenKey } from '../../../stack/stage-file.ts';

/** One entry of `tokenKeys`, on one line. */
const line = ({ id, signedUntil }: TokenKey): string =>
  `  - { id: ${id}${signedUntil === undefined ? '' : `, signedUntil: '${signedUntil}'`} }`;

/** A stage file's text with other keys; comments outside of the list stay. */
export const withTokenKeys = (text: string, keys: readonly TokenKey[]): string =>
  text.replace(/^tokenKeys:.*\n(?:[ \t]+.*\n?)*/m, `tokenKeys:\n${keys.map(line).join('\n')}\n`);

/** A stage file's text with another version of a secret; one that is not named yet is added. */
export const withVersion = (text: string, secret: string, version: string): string => {
  const named = new RegExp(`^([ \\t]+${secret}:[ \\t]*)\\S+`, 'm');
  if (named.test(text)) return text.replace(named, `$1${version}`);
  return text.replace(/^secrets:.*\n/m, `secrets:\n  ${secret}: ${version}\n`);
};
