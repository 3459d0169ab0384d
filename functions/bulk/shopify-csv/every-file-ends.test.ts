import { describe, expect, test } from 'vitest';
import { importFile, unique } from '../fixtures/importing.ts';
import { derived, kinds } from './fixtures/kinds-of-files.ts';

/** Codes that a file of errors or warnings lists, each once. */
const codesAt = async (url: string | null): Promise<string[]> => {
  if (url === null) return [];
  const lines = (await (await fetch(url)).text()).trimEnd().split('\r\n').slice(1);
  return [...new Set(lines.map((line) => line.split(',')[2] ?? ''))];
};

/** The same file with handles and SKUs that no other one has. */
const ownOf = (file: string | Uint8Array): string | Uint8Array => {
  if (typeof file !== 'string') return file;
  const own = unique('');
  return file.replace(/^(a|b|c|mug),/gm, `$1${own},`).replace(/,( ?)([XYZx]|MUG)( ?),/g, `,$1$2${own}$3,`);
};

/** Imports a file whole, by the functions: it ends, every row is settled, and what the reader names is named to staff. */
const ends = async (file: string | Uint8Array, outcome: string, body: object = {}): Promise<void> => {
  const seen = await importFile(ownOf(file), body);
  const refused = outcome.match(/^file (.+)$/)?.[1];
  expect(seen).toMatchObject({ status: refused ? 'failed' : 'done', reasonCode: refused ?? null });
  expect(seen.rows.done).toBe(seen.rows.total);
  expect(seen.visible.products).toBe(seen.visible.of);
  const named = [...(await codesAt(seen.errorsUrl)), ...(await codesAt(seen.warningsUrl))];
  const codes = refused ? [] : outcome.split(' ').filter((word) => word !== 'in' && word !== 'part');
  expect(named).toEqual(expect.arrayContaining(codes));
  if (seen.rows.failed > 0) expect(seen.errorsUrl).not.toBeNull();
  if (outcome === 'in') expect(seen.rows.failed).toBe(0);
};

describe.each(Object.entries(kinds))('every import of %s ends', (_, files) => {
  test.each(files)('%j: %s', (file, outcome) => ends(file, outcome));
});

test.each(derived)('every import with derived SKUs ends: %j: %s', (file, outcome) =>
  ends(file, outcome, { duplicateSkus: 'derive' }),
);
