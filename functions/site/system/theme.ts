import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** How the site looks. */
export interface Theme {
  /** The templates by their names. */
  readonly templates: Readonly<Record<string, string>>;
  readonly style: string;
  /** The style's file, which says what is in it: what is there never changes. */
  readonly styleName: string;
  readonly icon: string;
}

const folder = join(import.meta.dirname, '../theme');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

let found: Theme | undefined;

/** Reads the theme's files: from the source when run from it, frozen into the bundle when packaged. */
export const theme = async (): Promise<Theme> => {
  found ??= assemble();
  return found;
};

const assemble = (): Theme => {
  const style = read('style.css');
  const files = globSync('*.liquid', { cwd: folder }).sort();
  return {
    templates: Object.fromEntries(files.map((file) => [basename(file, '.liquid'), read(file)])),
    style,
    styleName: `style.${createHash('sha256').update(style).digest('hex').slice(0, 12)}.css`,
    icon: read('icon.svg'),
  };
};
