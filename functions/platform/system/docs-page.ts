import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The page and the policy under which exactly its own script and style run. */
export interface DocsPage {
  readonly html: string;
  readonly policy: string;
}

let found: DocsPage | undefined;

/** The docs page as one file: put together when run from source, frozen into the bundle when packaged. */
export const docsPage = async (): Promise<DocsPage> => {
  found ??= assemble();
  return found;
};

const part = (name: string): string => readFileSync(join(import.meta.dirname, '../docs-page', name), 'utf8');
const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const assemble = (): DocsPage => {
  const [style, script] = [part('style.css'), part('script.js')];
  return {
    html: part('page.html')
      .replace('/*style*/', () => style)
      .replace('/*script*/', () => script),
    policy: [
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      "connect-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
};
