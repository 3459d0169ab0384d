import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const own = Object.entries(scripts).flatMap(([name, command]) => {
  const file = command.match(/^node (\S+\.ts)$/)?.[1];
  return file === undefined ? [] : [{ name, file }];
});
const others = Object.keys(scripts).filter((name) => !own.some((one) => one.name === name));

const run = (
  program: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((resolve) => {
    // What a test run or a developer's shell has set is no part of these calls.
    const { BUSY_LOOPS, STAGE, PORT, ...shell } = process.env;
    const child = spawn(program, args, { cwd: root, env: { ...shell, ...variables } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('close', (code) => resolve({ code, out, err }));
  });
const node = (file: string, args: readonly string[], variables?: Readonly<Record<string, string>>) =>
  run(process.execPath, [join(root, file), ...args], variables);

test('every script of package.json is a tool of ours or another program’s, and most are ours', () => {
  expect(own.length).toBeGreaterThanOrEqual(18);
  expect(others.every((name) => /^(biome|tsc|vitest|depcruise) /.test(scripts[name] ?? ''))).toBe(true);
});

/** What a tool cannot do without is asked for first. */
const needed: Readonly<Record<string, readonly string[]>> = {
  'stage-key': ['accept', '--stage', 'dev'],
  'admin-key': ['--stage', 'local'],
  invoke: ['catalog/get-product'],
  trace: ['ord_1'],
};

describe.each(own)('npm run $name', ({ name, file }) => {
  test('--help says how it is called, and does nothing else', async () => {
    const { code, out, err } = await node(file, ['--help']);
    const call = name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`;
    expect(out).toContain(`Usage: ${call} -- [options]`);
    expect(out).toContain('-h, --help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('an option that it does not have is refused in one sentence, with the nearest name', async () => {
    const { code, out, err } = await node(file, [...(needed[name] ?? []), '--hlep']);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: "Unknown option '--hlep' (Did you mean --help?)\n" });
  });
});

/** Every tool reads its call in one place; these three have options, an argument, and neither. */
test.each(['start', 'invoke', 'env'])(
  'npm run %s refuses a variable that cannot be read, in one sentence',
  async (script) => {
    const file = own.find(({ name }) => name === script)?.file ?? '';
    const { code, out, err } = await node(file, needed[script] ?? [], { PORT: 'abc' });
    const sentence = 'PORT=abc is not a port, a number from 0 to 65535: where the API listens; 0 is any free port.\n';
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: sentence });
  },
);

test.each(others)('npm run %s answers --help', async (name) => {
  const { code, out, err } = await run('npm', ['run', '-s', name, '--', '--help']);
  expect(code).toBe(0);
  expect(out + err).toMatch(/usage|print this message/i);
});

const number = (flags: string, text: string, most = '1000000', least = '1') =>
  `Option '${flags}' argument '${text}' is invalid: It is a whole number from ${least} to ${most}.`;

test.each<[script: string, args: string[], variables: Record<string, string>, sentence: string]>([
  ['bench', ['--rounds', 'many'], {}, number('--rounds <count>', 'many', '1000')],
  [
    'bench',
    [],
    { BENCH_SECONDS: '0' },
    "Option '--seconds <count>' value '0' from env 'BENCH_SECONDS' is invalid: It is a whole number from 1 to 600.",
  ],
  [
    'test:busy',
    [],
    { BUSY_LOOPS: 'x' },
    "Option '--loops <count>' value 'x' from env 'BUSY_LOOPS' is invalid: It is a whole number from 1 to 256.",
  ],
  [
    'test',
    ['--project', 'units'],
    {},
    "Option '--project <tier>' argument 'units' is invalid: It is one of unit, integration, contract, invariants, e2e.",
  ],
  ['hold-rate', ['--shards', '1,65'], {}, number('--shards <list>', '1,65', '64')],
  [
    'hold-rate',
    ['--network-ms', 'soon'],
    {},
    "Option '--network-ms <ms>' argument 'soon' is invalid: It is a number of zero or more.",
  ],
  ['flash-sale', ['--shards', '65'], {}, number('--shards <list>', '65', '64')],
  ['flash-sale', ['--shards', '1,'], {}, number('--shards <list>', '1,', '64')],
  ['flash-sale', ['--buyers', '1e3'], {}, number('--buyers <count>', '1e3')],
  ['flash-sale', ['--units', '0'], {}, number('--units <count>', '0')],
  ['flash-sale', ['--unit', '5'], {}, "Unknown option '--unit' (Did you mean --units?)"],
  ['flash-sale', ['--out='], {}, "Option '--out <folder>' argument '' is invalid: It is a folder."],
  ['flash-sale', ['--out', '/dev/null/x'], {}, 'The folder /dev/null/x cannot be made (ENOTDIR).'],
  ['hostile', ['--seed', '-1'], {}, number('--seed <seed>', '-1', '9999999', '0')],
  ['certify', ['--most', 'all'], {}, number('--most <rows>', 'all')],
  [
    'replay',
    ['--from', 'yesterday'],
    {},
    "Option '--from <time>' argument 'yesterday' is invalid: It is a time like 2026-11-22T10:00:00Z.",
  ],
  ['replay', ['--type', 'order.payed'], {}, 'There is no fact of type order.payed (did you mean order.paid?)'],
  ['replay', ['--module', 'order'], {}, 'There is no log of order (did you mean orders?)'],
  ['package', ['order'], {}, 'There is no slice order (did you mean orders?)'],
  [
    'package',
    [],
    { STAGE: 'nowhere' },
    'There is no stack/stages/nowhere.yml: copy one of its neighbours and say what this stage is.',
  ],
  [
    'stage-key',
    ['create', '--stage', 'nowhere'],
    {},
    'There is no stack/stages/nowhere.yml: copy one of its neighbours and say what this stage is.',
  ],
  ['stage-key', ['create'], {}, "Required option '--stage <name>' not specified."],
  ['admin-key', [], {}, "Required option '--stage <name>' not specified."],
  ['invoke', [], {}, "Missing required argument 'function'."],
  ['functions', ['toaster'], {}, 'No function’s line has “toaster”.'],
  ['env', ['--help=x'], {}, "Unknown option '--help=x' (Did you mean --help?)"],
  ['demo', ['twice'], {}, 'Too many arguments: Expected 0 arguments but got 1: twice.'],
])('npm run %s -- %j with %j is refused in one sentence', async (script, args, variables, sentence) => {
  const { code, out, err } = await node(own.find(({ name }) => name === script)?.file ?? '', args, variables);
  expect({ code, out, err }).toEqual({ code: 2, out: '', err: `${sentence}\n` });
});

test('unknown planted defects and words of files are refused with those that there are', async () => {
  const mutant = await node('test/invariants/hostile/hostile.ts', ['--mutant', 'none']);
  expect(mutant.code).toBe(2);
  expect(mutant.err).toMatch(/^Option '--mutant <name>' argument 'none' is invalid: Allowed choices are .+\.\n$/);
  const word = await node('tools/prove/mutation/mutation.ts', ['toaster']);
  expect(word.code).toBe(2);
  expect(word.err).toMatch(/^No file of the money path is called like toaster: they are .+\.\n$/);
});

test('a reader that goes ends a tool without a word', async () => {
  const pipe = `${process.execPath} tools/operate/functions.ts | true; echo "\${PIPESTATUS[0]}"`;
  expect(await run('bash', ['-c', pipe])).toEqual({ code: 0, out: '141\n', err: '' });
});
