import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as yaml from 'js-yaml';
import { type Kind, loadStack, type Stack, type StackFunction, type StackModule } from '../../local/stack.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * The stack for tests. A file that cannot be imported (half written, say) would keep every other module's tests from
 * running: then it is named on the terminal and left out, and its own tests fail by themselves.
 */
export const stackForTests = (): Promise<Stack> => loadStack().catch(withoutBrokenFiles);

const withoutBrokenFiles = async (): Promise<Stack> => {
  const modules = globSync('functions/*/stack.yml', { cwd: ROOT }).map((file): StackModule => {
    const name = file.split('/')[1] ?? '';
    return { ...(yaml.load(readFileSync(join(ROOT, file), 'utf8')) as object | null), name };
  });
  const handlers: StackFunction[] = [];
  for (const file of globSync('functions/*/{http,queue,schedule,stream,upload}/**/*.ts', { cwd: ROOT })) {
    const [, module = '', kind] = file.split('/');
    const name = basename(file, '.ts');
    if (/\.(test|page)$/.test(name)) continue;
    try {
      const exports = (await import(pathToFileURL(join(ROOT, file)).href)) as StackFunction['exports'];
      handlers.push({ id: `${module}/${name}`, module, name, kind: kind as Kind, file, exports });
    } catch (error) {
      process.stderr.write(
        `left out, as it cannot be imported: ${file} (${(error as Error).message.split('\n')[0]})\n`,
      );
    }
  }
  return { modules, handlers };
};
