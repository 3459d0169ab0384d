import { globSync } from 'node:fs';
import { build, type Metafile } from 'esbuild';

/** What makes a test need the engines or a process of its own: a client of AWS, an emulator, a spawned program. */
const engine = /^(@aws-sdk\/|fauxqs$|aws-ses-v2-local|node:child_process$)/;

const reachesEngine = (inputs: Metafile['inputs'], file: string): boolean => {
  const seen = new Set<string>();
  const ahead = [file];
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    if (engine.test(path)) return true;
    if (seen.has(path)) continue;
    seen.add(path);
    ahead.push(...(inputs[path]?.imports ?? []).map((imported) => imported.path));
  }
  return false;
};

/**
 * Divides test files into `unit`, which run without engines, and `integration`, by what they import, directly or not;
 * imports of types do not count. Paths are relative to `root`, an absolute folder.
 */
export const testTiers = async (root: string, pattern: string): Promise<{ unit: string[]; integration: string[] }> => {
  const files = globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
  const { metafile } = await build({
    stdin: { contents: files.map((file) => `import './${file}';`).join('\n'), resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const { true: integration = [], false: unit = [] } = Object.groupBy(files, (file) =>
    String(reachesEngine(metafile.inputs, file)),
  );
  return { unit, integration };
};
