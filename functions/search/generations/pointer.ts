import * as z from 'zod/mini';
import { get, type Item, put, type Ref, type Write } from '#lib/table.ts';
import { BEGINNING, Position, table } from './log-table.ts';

/**
 * The pointer item: which files of the index there are, how far each of them goes in the log, and which parts of the log
 * lie in S3 in one piece.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | pointer | `index` | `pointer` |
 */
export const pointerAt: Ref = { table, key: { pk: 'index', sk: 'pointer' } };

/** A file in S3: it has everything up to its position, and at its sources’ newest what was read after that. */
const File = z.object({
  generation: z.int(),
  key: z.string(),
  bytes: z.int(),
  documents: z.int(),
  position: Position,
  /** Milliseconds since 1970. */
  madeAt: z.int(),
});
export type File = z.infer<typeof File>;

/** The changes of the entries from one number to another, both within, in one object. */
const Pack = z.object({ from: z.int(), to: z.int(), key: z.string() });
export type Pack = z.infer<typeof Pack>;

const Pointer = z.object({
  /** Counts its changes: each is on the condition that the one before is stored. */
  version: z.int(),
  /** Newest first, three at most; without one the index begins empty, with the whole log. */
  files: z.array(File),
  /** The number from which on the log can be read: whoever is further back loads a file anew. */
  lowest: z.int(),
  /** One after the other, without gaps, beginning at the lowest position or before. */
  packs: z.array(Pack),
  /** Where the packs end. */
  packed: Position,
  /** When the last full read of the sources began, milliseconds since 1970. */
  readAt: z.int(),
});
export type Pointer = z.infer<typeof Pointer>;

export const NO_POINTER: Pointer = { version: 0, files: [], lowest: 0, packs: [], packed: BEGINNING, readAt: 0 };

export const pointerFrom = (item: Item | undefined): Pointer => (item ? z.parse(Pointer, item) : NO_POINTER);

/** Reads the pointer strongly; one without files and packs before the first. */
export const readPointer = async (): Promise<Pointer> => pointerFrom(await get(pointerAt, { consistent: true }));

/** Files that are kept: an environment goes on with its own until it is the third back. */
export const KEPT = 3;

export const generationOf = ({ files }: Pointer): number => files[0]?.generation ?? 0;
/** Where the newest file ends: what is not in it is after this. */
export const positionOf = ({ files }: Pointer): Position => files[0]?.position ?? BEGINNING;
/**
 * Puts a new file before those that there are, and lets go what none of those that are kept needs: packs begin no earlier
 * than the oldest of them. `alone`: the log has lost entries, so that no older file can be brought up to date.
 */
export const withFile = (
  pointer: Pointer,
  file: File,
  { readAt = pointer.readAt, alone = false }: { readonly readAt?: number | undefined; readonly alone?: boolean } = {},
): Pointer => {
  const files = [file, ...(alone ? [] : pointer.files)].slice(0, KEPT);
  const oldest = files.reduce((low, one) => (one.position.n < low.position.n ? one : low));
  const lowest = files.length === KEPT || alone ? oldest.position.n : pointer.lowest;
  const packed = pointer.packed.n < lowest ? oldest.position : pointer.packed;
  const packs = pointer.packs.filter(({ to }) => to > lowest);
  return { ...pointer, files, lowest, packs, packed, readAt };
};

/** Replaces the pointer that was read, unless somebody else has meanwhile. */
export const pointerWrite = (next: Pointer, before: Pointer): Write =>
  put(
    table,
    { ...pointerAt.key, type: 'pointer', ...next, version: before.version + 1 },
    before.version === 0
      ? { if: 'attribute_not_exists(pk)' }
      : { if: '#version = :before', values: { before: before.version } },
  );
