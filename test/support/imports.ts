import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** `import … from '…'`, `export … from '…'` and `import('…')`, but for those of types alone. */
const imports =
  /(?:^|\n)\s*(?:import|export)\s(?!type\b)[^;'"]*?from\s+'([^']+)'|(?:^|\n)import '([^']+)'|\bimport\('([^']+)'\)/g;

/** Every file of ours that runs when a file is imported, itself first, by its path from the repository's root. */
export const filesBehind = (file: string): string[] => {
  const seen = new Set([file]);
  for (const one of seen) {
    for (const [, from, bare, late] of readFileSync(join(root, one), 'utf8').matchAll(imports)) {
      const path = from ?? bare ?? late ?? '';
      if (path.startsWith('#lib/')) seen.add(path.replace('#', ''));
      else if (path.startsWith('.')) seen.add(relative(root, join(root, dirname(one), path)));
    }
  }
  return [...seen];
};
