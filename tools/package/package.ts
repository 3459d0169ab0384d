/**
 * `npm run package`: packages every module, each with its own template, offline, into `.packages/<module>`;
 * `npm run package -- orders billing` only those. Prints what went in.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadStack } from '../../stack/load.js';
import { loadSettings } from '../../stack/settings.ts';
import { loadStage } from '../../stack/stage-file.ts';

const root = join(import.meta.dirname, '../..');
const stage = process.env['STAGE'] ?? 'dev';

/** osls leaves a folder of each function in its temporary folder: it gets one of its own, which goes with it. */
const packageModule = async (module: string, folder: string): Promise<void> => {
  const temporary = join(root, '.packages', 'tmp', module);
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    await runOsls(module, folder, temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

/** osls for one module; its output is shown only when it fails. */
const runOsls = (module: string, folder: string, temporary: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const osls = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
    const child = spawn(process.execPath, [osls, 'package', '--stage', stage, '--package', folder], {
      cwd: root,
      env: { ...process.env, TMPDIR: temporary, SLICE: module, SLS_DEPRECATION_NOTIFICATION_MODE: 'error' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${module} was not packaged.\n${output}`)),
    );
  });

const described = (folder: string): string => {
  const template = JSON.parse(readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'));
  const zips = readdirSync(folder).filter((file) => file.endsWith('.zip'));
  const bytes = zips.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  const count = (number: number, what: string) => `${String(number).padStart(4)} ${what}`;
  return `${count(zips.length, 'functions')} ${count(Math.round(bytes / 1024), 'KB zipped')} ${count(Object.keys(template.Resources).length, 'resources')}`;
};

const main = async (wanted: readonly string[]): Promise<void> => {
  const began = performance.now();
  const { modules, functions } = await loadStack();
  loadStage(stage, await loadSettings());
  const known = modules.map(({ name }) => name).filter((name) => functions.some(({ module }) => module === name));
  for (const module of wanted)
    if (!known.includes(module)) throw new Error(`There is no module ${module} with functions.`);
  // What an interrupted run left behind would be shipped by this one.
  rmSync(join(root, '.esbuild'), { recursive: true, force: true });
  rmSync(join(root, '.serverless'), { recursive: true, force: true });
  for (const module of wanted.length > 0 ? wanted : known) {
    const folder = join('.packages', module);
    rmSync(join(root, folder), { recursive: true, force: true });
    await packageModule(module, folder);
    process.stdout.write(`${module.padEnd(14)}${described(join(root, folder))}\n`);
  }
  process.stdout.write(`packaged in ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
};

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
