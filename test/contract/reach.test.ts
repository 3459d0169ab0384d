import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadStack } from '../../stack/load.js';
import { reachTable } from '../../stack/reach-table.ts';

const page = join(import.meta.dirname, '../../docs/who-may-touch-what.md');

test('docs/who-may-touch-what.md says what the roles say', async () => {
  await expect(reachTable(await loadStack())).toMatchFileSnapshot(page);
});
