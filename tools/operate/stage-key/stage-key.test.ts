import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { isTokenOf, objectToken } from '#lib/object-token.ts';
import { startSecretsDouble } from '../../../test/support/secrets-double.ts';
import { secretsOf } from './secrets.ts';
import { type Command, stageKey } from './stage-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'floodgate-stages-'));
const NOW = 1_767_225_600_000;
const DAY_MS = 86_400_000;
const template = `# Mine.
settings:
  PAYMENT_PROVIDER: test
  TEST_PAYMENTS: true
  MAIL_FROM: shop@shop.com
secrets:
  # Made by hand.
  permanent-key: 00000000-0000-0000-0000-000000000000
# The keys.
tokenKeys:
  - { id: k1 }
`;

let aws: Awaited<ReturnType<typeof startSecretsDouble>>;
const shell = process.env['TOKEN_KEYS'];
beforeAll(async () => {
  aws = await startSecretsDouble();
});
afterAll(() => {
  aws.stop();
  rmSync(folder, { recursive: true });
  deploy(shell ?? '');
});
let stages = 0;
let stage = '';
beforeEach(async () => {
  stage = `mine${++stages}`;
  writeFileSync(join(folder, `${stage}.yml`), template);
  await run('create');
});

const run = (command: Command, days = 0): Promise<string> =>
  stageKey(command, { stage, secrets: secretsOf(stage, aws.client), now: NOW + days * DAY_MS, folder });
const file = (): string => readFileSync(join(folder, `${stage}.yml`), 'utf8');
const keysOf = (text = file()): string => text.slice(text.indexOf('tokenKeys:'));
/** The keys that functions have once they are deployed with the stage file. */
const deployed = (): string => aws.texts(`floodgate-${stage}-token-keys`).at(-1) ?? '';
const deploy = (text = deployed()): void => {
  process.env['TOKEN_KEYS'] = text;
  forgetEnv();
};

test('a new stage gets its keys once; the rest of its file stays', async () => {
  const made = file();
  expect(made).toMatch(/^ {2}token-keys: [0-9a-f-]{36}$/m);
  expect(made).toMatch(/^ {2}cursor-key: [0-9a-f-]{36}$/m);
  expect(made).toMatch(/^ {2}# Made by hand\.\n {2}permanent-key: (?!0{8})[0-9a-f-]{36}$/m);
  expect(made.startsWith('# Mine.\nsettings:\n')).toBe(true);
  await run('create');
  expect(file()).toBe(made);
  expect(deployed()).toMatch(/^k1:[A-Za-z0-9_-]{43}$/);
});

test('the key is changed in three deployments, and no token that is good is ever refused', async () => {
  deploy();
  const first = objectToken('order', 'ord_1');
  expect(await run('accept')).toContain('k2 is accepted once all slices are deployed');
  expect(keysOf()).toBe('tokenKeys:\n  - { id: k1 }\n  - { id: k2 }\n');
  const accepted = deployed();
  deploy();
  expect(objectToken('order', 'ord_1')).toBe(first);
  await run('sign');
  expect(keysOf()).toBe("tokenKeys:\n  - { id: k2 }\n  - { id: k1, signedUntil: '2026-01-01T00:00:00.000Z' }\n");
  deploy();
  const second = objectToken('order', 'ord_1');
  expect([first, second].map((token) => token.split('.')[0])).toEqual(['k1', 'k2']);
  for (const keys of [accepted, deployed()]) {
    deploy(keys);
    expect([first, second].map((token) => isTokenOf('order', 'ord_1', token))).toEqual([true, true]);
  }
  await run('drop', 91);
  expect(keysOf()).toBe('tokenKeys:\n  - { id: k2 }\n');
  deploy();
  expect([first, second].map((token) => isTokenOf('order', 'ord_1', token))).toEqual([false, true]);
});

test('a key is not dropped before the last token that it signed has ended', async () => {
  await expect(run('drop')).rejects.toThrow('No key has ceased to sign');
  await run('accept');
  await run('sign');
  const before = file();
  await expect(run('drop', 1)).rejects.toThrow(
    'The last token of k1 ends on 2026-04-02T00:00:00.000Z; until then it stays.',
  );
  await expect(run('drop', 90.9)).rejects.toThrow('The last token of k1 ends on 2026-04-02');
  expect(file()).toBe(before);
  expect(aws.texts(`floodgate-${stage}-token-keys`)).toHaveLength(3);
});

test('a step out of turn is refused and changes nothing', async () => {
  const before = file();
  await expect(run('sign')).rejects.toThrow('No key waits to sign');
  expect(file()).toBe(before);
  await run('accept');
  await expect(run('accept')).rejects.toThrow('k2 is accepted already');
});

test('the next change may begin while the key before is still accepted', async () => {
  await run('accept');
  await run('sign');
  await run('accept', 10);
  await run('sign', 20);
  expect(keysOf().match(/id: k\d/g)).toEqual(['id: k3', 'id: k2', 'id: k1']);
  await run('drop', 95);
  expect(keysOf().match(/id: k\d/g)).toEqual(['id: k3', 'id: k2']);
});

test('a file that names other keys than the secret holds is refused', async () => {
  writeFileSync(join(folder, `${stage}.yml`), file().replace('id: k1', 'id: k7'));
  await expect(run('accept')).rejects.toThrow('The stage file names the keys k7, the secret holds k1.');
});
