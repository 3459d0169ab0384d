import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '#lib/clock.ts';
import { exchange } from '../../../local/engines/exchange.ts';
import { freePort, StartError } from '../../../local/engines/ports.ts';
import type { StackFile } from '../../../local/stack-file.ts';
import { edgeOf } from '../../../stack/edge.ts';
import { loadStack } from '../../../stack/load.js';
import type { OpenEdge } from './open-edge.ts';
import { vclOf } from './vcl.ts';

/** Debian keeps it where only administrators look. */
const PATH = `${process.env['PATH']}:/usr/sbin`;
const LONGER = 20;

/** Starts Varnish in front of a stack's gateway, on any free port. @throws StartError when it is not installed */
export const startVarnish = async (stack: Pick<StackFile, 'gateway' | 'originSecret'>): Promise<OpenEdge> => {
  const folder = mkdtempSync(join(tmpdir(), 'floodgate-varnish-'));
  const { hostname: host, port: behind } = new URL(stack.gateway);
  const vcl = vclOf(edgeOf(await loadStack({ stage: 'local' })), {
    host,
    port: behind,
    secret: stack.originSecret,
    longer: LONGER,
  });
  const file = join(folder, 'edge.vcl');
  writeFileSync(file, vcl, { mode: 0o600 });
  const port = await freePort();
  const varnish = spawn(
    'varnishd',
    [
      '-F',
      '-j',
      'none',
      '-a',
      `127.0.0.1:${port}`,
      '-f',
      file,
      '-n',
      join(folder, 'work'),
      '-s',
      'malloc,64m',
      '-p',
      'http_gzip_support=off',
      '-T',
      'none',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH } },
  );
  let said = '';
  for (const stream of [varnish.stdout, varnish.stderr]) stream.on('data', (text) => (said += text));
  let isMissing = false;
  varnish.once('error', () => {
    isMissing = true;
  });
  const ended = new Promise((resolve) => varnish.once('close', resolve));
  const endWithUs = (): void => void varnish.kill('SIGTERM');
  process.once('exit', endWithUs);
  const stop = async (): Promise<void> => {
    process.off('exit', endWithUs);
    varnish.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (;;) {
    if (isMissing) {
      rmSync(folder, { recursive: true, force: true });
      throw new StartError('There is no varnishd here. On Debian: apt-get install varnish (7.1 was tried).');
    }
    if (varnish.exitCode !== null) throw new StartError(`Varnish did not start: ${said}`);
    const answers = await exchange({ hostname: '127.0.0.1', port, path: '/media/none' }).then(
      ({ status }) => status === 404,
      () => false,
    );
    if (answers) return { url: `http://127.0.0.1:${port}`, stop };
    await sleep(50);
  }
};
