import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EventDefinition } from '#lib/event.ts';
import { eventTypes } from './event-types.ts';

const folder = join(import.meta.dirname, '..');

test('a receiver may ask for every fact that any module publishes', async () => {
  const modules = await Promise.all(globSync('*/events.ts', { cwd: folder }).map((file) => import(join(folder, file))));
  const all = modules.flatMap((events) => Object.values<EventDefinition>(events));
  expect(all.length).toBeGreaterThan(20);
  expect([...eventTypes].sort()).toEqual(all.map(({ type }) => type).sort());
});
