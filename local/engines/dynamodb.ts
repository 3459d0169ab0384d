import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { awsCall } from './aws-call.ts';
import type { DataFolder } from './data-folder.ts';
import { freePort, StartError } from './ports.ts';

export interface Dynamodb {
  readonly endpoint: string;
  /** The SQLite file of the packaged engine; undefined for any other engine. */
  readonly file?: string;
  stop(): Promise<void>;
}

/** Ends the engine when its standard input closes: so it never outlives this process, even when that is killed. */
const WATCHED = '"$@" </dev/null & engine=$!; echo $engine; cat >/dev/null; kill $engine 2>/dev/null; wait $engine';

const executable = (file: string): string | undefined => {
  try {
    accessSync(file, constants.X_OK);
    return file;
  } catch {
    return undefined;
  }
};

const packaged = (): string | undefined => {
  try {
    const name = `@dynoxide/${process.platform}-${process.arch}/package.json`;
    return executable(join(dirname(createRequire(import.meta.url).resolve(name)), 'dynoxide'));
  } catch {
    return undefined;
  }
};

const onPath = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => executable(join(folder, 'dynoxide')))
    .find(Boolean);

const dockerRuns = (): boolean => {
  try {
    execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
};

const command = (folder: string, port: number): { args: string[]; file?: string } => {
  const binary = packaged() ?? onPath();
  const file = join(folder, 'dynamodb.db');
  if (binary) return { args: [binary, 'serve', '--port', String(port), '--db-path', file], file };
  if (dockerRuns()) {
    const run = [
      'run',
      '--rm',
      '--init',
      '-u',
      `${process.getuid?.()}:${process.getgid?.()}`,
      '-p',
      `127.0.0.1:${port}:8000`,
      '-v',
      `${folder}:/data`,
    ];
    const local = ['amazon/dynamodb-local', '-jar', 'DynamoDBLocal.jar', '-sharedDb', '-dbPath', '/data'];
    return { args: ['docker', ...run, ...local] };
  }
  throw new StartError(
    'No DynamoDB engine was found: run `npm ci` with optional dependencies, or put `dynoxide` on the PATH, ' +
      'or start Docker, or set DYNAMODB_ENDPOINT.',
  );
};

const answers = async (endpoint: string): Promise<boolean> =>
  awsCall(endpoint, 'DynamoDB_20120810.ListTables', { Limit: 1 }).then(
    () => true,
    () => false,
  );

/** Starts DynamoDB on the data folder: see toolchain.md for the order in which an engine is looked for. */
export const startDynamodb = async (folder: DataFolder, wantedPort = 0): Promise<Dynamodb> => {
  const given = process.env['DYNAMODB_ENDPOINT'];
  if (given) {
    if (!(await answers(given))) throw new StartError(`DYNAMODB_ENDPOINT (${given}) does not answer.`);
    return { endpoint: given.replace(/\/$/, ''), stop: async () => {} };
  }
  for (let tries = 1; ; tries++) {
    const port = await freePort(wantedPort, 'DynamoDB');
    try {
      return await launch(folder, port);
    } catch (error) {
      // Somebody else took the free port between our look and the engine's.
      if (tries === 3 || !/already in use/.test((error as Error).message)) throw error;
    }
  }
};

const launch = async (folder: DataFolder, port: number): Promise<Dynamodb> => {
  const { args, file } = command(folder.path, port);
  // A group of its own: Ctrl-C ends us first, and we end the engine when the last handler is done.
  const shell = spawn('sh', ['-c', WATCHED, 'engine', ...args], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
  const endpoint = `http://127.0.0.1:${port}`;
  await ready(shell, endpoint, (pid) => folder.addEngine(pid));
  return {
    endpoint,
    ...(file ? { file } : {}),
    async stop() {
      shell.stdin?.end();
      await ended;
    },
  };
};

/** An engine that cannot start ends at once; one on a machine under load takes its time. */
const READY_MS = 600_000;

const ready = async (shell: ChildProcess, endpoint: string, onPid: (pid: number) => void): Promise<void> => {
  let complaint = '';
  let known = false;
  shell.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(-1000);
    if (/^error/m.test(complaint)) shell.stdin?.end();
  });
  shell.stdout?.on('data', (chunk: Buffer) => {
    if (known) return;
    known = true;
    onPid(Number.parseInt(chunk.toString(), 10));
  });
  for (const start = performance.now(); performance.now() - start < READY_MS; await wait(25)) {
    if (shell.exitCode !== null || /^error/m.test(complaint)) break;
    if (await answers(endpoint)) return;
  }
  shell.stdin?.end();
  throw new Error(
    `DynamoDB: ${
      complaint
        .trim()
        .split('\n')[0]
        ?.replace(/^error: /, '') || `no answer within ${READY_MS / 1000} s`
    }`,
  );
};
