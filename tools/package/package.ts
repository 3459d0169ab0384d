/** `npm run package`: see its usage below. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { known } from '../../local/command-line/nearest.ts';
import { giveUp, read, tool } from '../../local/command-line/tool.ts';
import { EDGE } from '../../stack/cloudformation/edge/edge.ts';
import { loadStack } from '../../stack/load.js';
import { stageNamed } from '../operate/use-stage.ts';
import { readLock } from './locked-packages.ts';
import { checkNativeZip } from './native-zip.ts';

const root = join(import.meta.dirname, '../..');
const asked = read(
  tool(
    'package',
    'Packages modules, each with its own template, into .packages/<module>. Prints what went in. Offline, but for native ' +
      'packages that npm has not in its cache.',
  )
    .argument('[modules...]', 'which ones; all without any')
    .addOption(new Option('--stage <name>', 'for which stage').env('STAGE').default('dev')),
);
const { stage } = asked.opts();

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

/** Checks what is to be deployed, as osls did (osls-native-packages.js): a line for each zip with native packages. */
const describedNative = (folder: string): string => {
  const lock = readLock();
  const zips = readdirSync(folder).filter((file) => file.endsWith('.zip'));
  const lines = zips.map((file) => {
    const content = readFileSync(join(folder, file));
    const { loads, fault } = checkNativeZip(file, content, lock);
    if (fault) throw new Error(fault);
    return loads.length === 0 ? '' : `  ${file} ${Math.round(content.length / 1024)} KB with ${loads.join(', ')}\n`;
  });
  return lines.join('');
};

const main = async (): Promise<void> => {
  const [wanted] = asked.processedArgs;
  const began = performance.now();
  const { modules, functions, edge } = await loadStack({ file: await stageNamed(stage) });
  const names = modules.map(({ name }) => name).filter((name) => functions.some(({ module }) => module === name));
  if (edge.secret) names.push(EDGE);
  for (const module of wanted) known('slice', module, names);
  // What an interrupted run left behind would be shipped by this one.
  rmSync(join(root, '.esbuild'), { recursive: true, force: true });
  rmSync(join(root, '.serverless'), { recursive: true, force: true });
  for (const module of wanted.length > 0 ? wanted : names) {
    const folder = join('.packages', module);
    rmSync(join(root, folder), { recursive: true, force: true });
    await packageModule(module, folder);
    const native = describedNative(join(root, folder));
    process.stdout.write(`${module.padEnd(14)}${described(join(root, folder))}\n${native}`);
  }
  process.stdout.write(`packaged in ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
};

main().catch((error: Error) => giveUp(error.message));
