import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedStack, startStack } from '../../local/start-stack.ts';

const root = join(import.meta.dirname, '../..');
let stack: StartedStack;
beforeAll(async () => {
  stack = await startStack({ env: { SEED: '0' } });
});
afterAll(() => stack.stop());

const adminKey = (args: readonly string[], more: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, [join(root, 'tools/operate/admin-key.ts'), ...args], {
    cwd: root,
    env: { ...process.env, PORT: String(stack.port), ...more },
  });

test('npm run admin-key prints the first administrator’s key, once', async () => {
  const { stdout } = await adminKey(['--stage', 'local']);
  expect(stdout).toMatch(/^fgk_[A-Za-z0-9_-]{43}\n$/);
  const headers = { authorization: `Bearer ${stdout.trim()}` };
  expect((await fetch(`${stack.api}/admin/api-keys`, { headers })).status).toBe(200);
  await expect(adminKey(['--stage', 'local'])).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'The first administrator’s key of this stage was made before.\n',
  });
  await expect(adminKey([])).rejects.toMatchObject({ code: 2, stdout: '' });
});

test('a deployed stage is found by its file and its name, with what the shell says of AWS', async () => {
  const aws = {
    AWS_ENDPOINT_URL_DYNAMODB: stack.endpoints.dynamodb,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const answer = adminKey(['--stage', 'dev'], aws);
  await expect(answer).rejects.toMatchObject({ code: 2, stdout: '' });
  await expect(answer).rejects.toMatchObject({ stderr: expect.stringMatching(/not found|non-existent/i) });
  const missing = adminKey(['--stage', 'nowhere'], aws);
  await expect(missing).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no stack/stages/nowhere.yml'),
  });
});
