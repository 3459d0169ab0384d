import { expect, it } from 'vitest';
import { newId } from '#lib/id.ts';
import { writeIf } from '#lib/table.ts';
import { picture, uploaded } from './fixtures/uploading.ts';
import { noteUses } from './note-uses.ts';
import { noteWrite, putUse, type User, usersOf, usesOf } from './uses-table.ts';

const product = (): User => ({ kind: 'product', id: newId('prd') });
const medium = async (): Promise<string> => (await uploaded(await picture())).id;

it('rows are those of the latest version, whatever comes twice, late or side by side', async () => {
  const [a, b, c] = [await medium(), await medium(), await medium()];
  for (let round = 0; round < 5; round += 1) {
    const user = product();
    const news = [[1, [a, b]], [2, [b]], [3, [b, c]], [2, [b]], [1, [a, b]]] as const; // biome-ignore format: versions
    await Promise.all(news.map(([version, ids]) => noteUses(user, version, ids)));
    await noteUses(user, 3, [b, c]);
    const has = async (id: string) => (await usersOf(id)).some((one) => one.id === user.id);
    expect([await has(a), await has(b), await has(c)]).toEqual([false, true, true]);
    expect(await usesOf(user)).toEqual({ version: 3, mediaIds: [b, c], leaving: [] });
    await noteUses(user, 4, []);
  }
});

it('what a run that died left is finished by the same news, and by later ones', async () => {
  const [a, b] = [await medium(), await medium()];
  const user = product();
  await noteUses(user, 1, [a]);
  // It noted the version, and wrote no row.
  expect(await writeIf(noteWrite(user, { version: 2, mediaIds: [b], leaving: [a] }))).toBe(true);
  await noteUses(user, 2, [b]);
  expect([await usersOf(a), await usersOf(b)]).toEqual([[], [user]]);
  expect(await writeIf(noteWrite(user, { version: 3, mediaIds: [a], leaving: [b] }))).toBe(true);
  await noteUses(user, 4, []);
  expect([await usersOf(a), await usersOf(b)]).toEqual([[], []]);
});

it('a run of an older version that wakes up writes nothing', async () => {
  const [a, user] = [await medium(), product()];
  await noteUses(user, 1, [a]);
  await noteUses(user, 2, []);
  expect(await putUse(a, user, 1)).toBe(false);
  expect(await usersOf(a)).toEqual([]);
});

it('a medium that is gone is not used, and keeps no other from being', async () => {
  const [a, user] = [await medium(), product()];
  const gone = newId('med');
  await noteUses(user, 1, [gone, a]);
  expect([await usersOf(gone), await usersOf(a)]).toEqual([[], [user]]);
});
