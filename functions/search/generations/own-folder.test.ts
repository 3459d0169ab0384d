import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { newPath } from './own-folder.ts';

test('a process that begins removes the folders of those that were killed, and no other', () => {
  const { pid: ended } = spawnSync(process.execPath, ['-e', '']);
  const [left, kept] = [ended, process.ppid].map((id) => join(tmpdir(), `floodgate-search-${id}-test`));
  for (const folder of [left, kept]) mkdirSync(String(folder), { recursive: true });
  const own = dirname(newPath('index'));
  expect([left, kept, own].map((folder) => existsSync(String(folder)))).toEqual([false, true, true]);
  expect(dirname(newPath('index'))).toBe(own);
  rmSync(String(kept), { recursive: true });
});
