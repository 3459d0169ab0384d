import { packJson } from '#lib/compress.ts';
import { newId } from '#lib/id.ts';
import { writeIf } from '#lib/table.ts';
import type { Change, Position } from '../log-table.ts';
import { putObject } from '../objects.ts';
import { type Pointer, pointerWrite } from '../pointer.ts';
import { lastOfEach, partsAfter } from '../read-log.ts';

/** Changes behind the last pack from which on another is made. */
const PACKED_CHANGES = 250;
/** Changes of one pack, about: it is read, and applied, at once. */
const MOST_CHANGES = 2500;

/** Entries that no file and no pack has are gone: no builder has run for as long as they are kept. */
export class LogLost extends Error {
  override readonly name = 'LogLost';
}

/** Tells whether the log behind the last pack is long enough for another one. */
export const isPackDue = ({ packed }: Pointer, end: Position): boolean =>
  end.changes - packed.changes >= PACKED_CHANGES;

/**
 * Packs the log up to its end into objects, each of which the pointer names then: so that many environments that begin do not
 * all read the same entries. @returns the pointer as it is then
 * @throws LogLost when an entry is missing
 */
export const packLog = async (pointer: Pointer, end: Position): Promise<Pointer> => {
  let now = pointer;
  let changes: Change[] = [];
  let count = 0;
  for await (const part of partsAfter(pointer.packed.n, { packs: [] }, { consistent: true })) {
    changes.push(...part.changes);
    count += part.changes.length;
    if (part.to < end.n && count < MOST_CHANGES) continue;
    const from = now.packed.n + 1;
    const pack = { from, to: part.to, key: `packs/${from}-${part.to}-${newId('pck')}` };
    await putObject(pack.key, packChanges(lastOfEach(changes)));
    const packed = { n: part.to, changes: now.packed.changes + count };
    const next = { ...now, version: now.version + 1, packs: [...now.packs, pack], packed };
    // Another builder has moved it: what was packed here is in its packs, or will be.
    if (!(await writeIf(pointerWrite(next, now)))) return now;
    [now, changes, count] = [next, [], 0];
    if (part.to >= end.n) return now;
  }
  throw new LogLost(`search: entries after ${now.packed.n} are gone`);
};

const packChanges = (changes: readonly Change[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(packJson(changes.map(({ id, document }) => ({ id, document: document ?? null }))));
