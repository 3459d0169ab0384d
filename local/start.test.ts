import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandLine, openDataFolder } from './engines/data-folder.ts';
import { startEngines } from './engines/engines.ts';
import { freePort } from './engines/ports.ts';
import { folderOf } from './stack-file.ts';

const START = join(import.meta.dirname, 'start.ts');
let temp: string;
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'floodgate-start-'));
});
afterAll(() => rmSync(temp, { recursive: true, force: true }));

const alive = (pid: number) => commandLine(pid) !== undefined;

/** Runs `npm start` to its end; only for starts that fail. */
const failing = async (args: string[], env: Record<string, string> = {}, port = 0) => {
  const PORT = String(port || (await freePort()));
  const child = spawn(process.execPath, [START, ...args], {
    env: { ...process.env, PORT, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'exit');
  rmSync(folderOf(Number(PORT)), { recursive: true, force: true });
  return { code, said: said.trim() };
};

/** An engine process on a folder, as a killed stack would leave it. */
const leftover = async (folder: string): Promise<ChildProcess> => {
  const child = spawn('sh', ['-c', 'while :; do sleep 1; done', 'dynoxide', join(folder, 'dynamodb.db')], {
    stdio: 'ignore',
  });
  await once(child, 'spawn');
  return child;
};

it('ends the engine that a killed run left on this folder, and no other process', async () => {
  const [mine, others] = [join(temp, 'mine'), join(temp, 'others')];
  const [left, stranger] = [await leftover(mine), await leftover(others)];
  mkdirSync(mine);
  writeFileSync(
    join(mine, 'lock.json'),
    JSON.stringify({ pid: 2 ** 22 + 1, command: 'gone', engines: [left.pid, stranger.pid] }),
  );
  const gone = once(left, 'exit');
  const folder = await openDataFolder(mine);
  await gone;
  expect(alive(stranger.pid ?? 0)).toBe(true);
  folder.close();
  stranger.kill('SIGKILL');
});

it.skipIf(process.env['DYNAMODB_ENDPOINT'])('leaves no engine behind when its process is killed', async () => {
  const data = join(temp, 'killed');
  const script = `
    import { openDataFolder } from ${JSON.stringify(join(import.meta.dirname, 'engines/data-folder.ts'))};
    import { startEngines } from ${JSON.stringify(join(import.meta.dirname, 'engines/engines.ts'))};
    await startEngines(await openDataFolder(${JSON.stringify(data)}));
    console.log('started');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const { engines } = JSON.parse(readFileSync(join(data, 'lock.json'), 'utf8')) as { engines: number[] };
  expect(engines.map(alive)).toEqual([true]);
  child.kill('SIGKILL');
  await expect.poll(() => engines.map(alive)).toEqual([false]);
});

it('says in one sentence that a port is in use', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  expect(await failing([], {}, port)).toEqual({
    code: 1,
    said: `Port ${port} is in use: choose another one for the API with PORT.`,
  });
  server.close();
});

it('says in one sentence that there is no engine', async () => {
  const { said, code } = await failing(['--data', join(temp, 'none')], {
    DYNAMODB_ENDPOINT: 'http://127.0.0.1:9',
  });
  expect([code, said]).toEqual([1, 'DYNAMODB_ENDPOINT (http://127.0.0.1:9) does not answer.']);
});

it.skipIf(process.env['DYNAMODB_ENDPOINT']).each(['dynamodb.db', 'fauxqs.db', 'state.json'])(
  'says in one sentence that a data folder is corrupt (%s)',
  async (file) => {
    const data = join(temp, `corrupt-${file}`);
    mkdirSync(data);
    writeFileSync(join(data, file), 'this is not what it should be '.repeat(300));
    const { said, code } = await failing(['--data', data]);
    expect(code).toBe(1);
    expect(said.split('\n')).toHaveLength(1);
    expect(said).toMatch(/corrupt/);
  },
);

it.each<[string[], Record<string, string>, string]>([
  [['--dta', 'x'], {}, "Unknown option '--dta' (Did you mean --data?)"],
  [['demo'], {}, 'Too many arguments: Expected 0 arguments but got 1: demo.'],
  [['--data='], {}, "Option '--data <folder>' argument '' is invalid: It is a folder."],
  [['--data', '/dev/null/x'], {}, 'The data folder /dev/null/x cannot be written (ENOTDIR).'],
  [[], { PORT: 'abc' }, 'PORT=abc is not a port, a number from 0 to 65535: where the API listens; 0 is any free port.'],
  [[], { SEED: 'x' }, 'SEED=x is not true or false: whether the demo shop goes into an empty one.'],
  [
    [],
    { SHOP_PRICES_INCLUDE_TAX: 'maybe' },
    'SHOP_PRICES_INCLUDE_TAX=maybe is not true or false: Whether catalog prices include tax.',
  ],
  [
    [],
    { SHOP_TIME_ZONE: 'Europe/Atlantis' },
    'SHOP_TIME_ZONE=Europe/Atlantis is not a time zone like Europe/Dublin: The time zone of the shop’s days (IANA name).',
  ],
  [[], { STRIPE_SECRET_KEY: '' }, 'STRIPE_SECRET_KEY is not well formed: A secret or restricted key of Stripe’s.'],
])('%j with %j is refused in one sentence', async (args, variables, sentence) => {
  expect(await failing(args, variables)).toEqual({ code: 2, said: sentence });
});

it('keeps a data folder for its owner alone, that of an older run too, and lets another folder be', async () => {
  const modes = (path: string) =>
    [path, ...readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))].map((file) => {
      const stat = statSync(file);
      return [file, stat.isDirectory() ? 0o700 : 0o600, stat.mode & 0o777] as const;
    });
  const [old, other] = [join(temp, 'old'), join(temp, 'other')];
  for (const path of [old, other]) {
    mkdirSync(join(path, 's3'), { recursive: true });
    writeFileSync(join(path, 's3', 'catalog.csv'), 'sku');
    for (const [file, mode] of [
      [path, 0o755],
      [join(path, 's3'), 0o755],
      [join(path, 's3', 'catalog.csv'), 0o644],
    ] as const)
      chmodSync(file, mode);
  }
  writeFileSync(join(old, 'state.json'), '{}');
  const folder = await openDataFolder(old);
  const engines = await startEngines(folder);
  const seen = modes(old);
  await engines.stop();
  folder.close();
  expect(seen.length).toBeGreaterThan(4);
  expect(seen.filter(([, expected, mode]) => mode !== expected)).toEqual([]);
  (await openDataFolder(other)).close();
  expect(statSync(join(other, 's3', 'catalog.csv')).mode & 0o777).toBe(0o644);
});

it('keeps mail over a restart', async () => {
  const path = join(temp, 'mail');
  const send = async (ses: string, subject: string) => {
    const Content = { Simple: { Subject: { Data: subject }, Body: { Text: { Data: 'text' } } } };
    const body = JSON.stringify({
      FromEmailAddress: 'a@example.org',
      Destination: { ToAddresses: ['b@example.org'] },
      Content,
    });
    const headers = { 'content-type': 'application/json', authorization: 'AWS local' };
    expect((await fetch(`${ses}/v2/email/outbound-emails`, { method: 'POST', headers, body })).status).toBe(200);
  };
  const subjects = async (ses: string) => {
    const { emails } = (await (await fetch(`${ses}/store`)).json()) as { emails: { subject: string }[] };
    return emails.map((email) => email.subject);
  };
  for (const [index, expected] of [['one'], ['one', 'two']].entries()) {
    const folder = await openDataFolder(path);
    const engines = await startEngines(folder);
    await send(engines.endpoints.ses, expected[index] ?? '');
    expect(await subjects(engines.endpoints.ses)).toEqual(expected);
    await engines.stop();
    folder.close();
  }
});
