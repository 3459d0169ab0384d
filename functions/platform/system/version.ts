import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version in package.json: read from there when run from source, frozen into the bundle when packaged. */
export const version = async (): Promise<string> => {
  const file = join(import.meta.dirname, '../../../package.json');
  return String((JSON.parse(readFileSync(file, 'utf8')) as { version: unknown }).version);
};
