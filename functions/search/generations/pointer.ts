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
  /** One after the other, without gaps, beginning at the oldest file’s position or before. */
  packs: z.array(Pack),
  /** Where the packs end. */
  packed: Position,
  /** When the last full read of the sources began, milliseconds since 1970. */
  readAt: z.int(),
});
export type Pointer = z.infer<typeof Pointer>;

export const NO_POINTER: Pointer = { version: 0, files: [], packs: [], packed: BEGINNING, readAt: 0 };

export const pointerFrom = (item: Item | undefined): Pointer => (item ? z.parse(Pointer, item) : NO_POINTER);

/** Reads the pointer strongly; one without files and packs before the first. */
export const readPointer = async (): Promise<Pointer> => pointerFrom(await get(pointerAt, { consistent: true }));

/** Files that are kept: an environment goes on with its own until it is the third back. */
export const KEPT = 3;

export const generationOf = ({ files }: Pointer): number => files[0]?.generation ?? 0;
/** Where the newest file ends: what is not in it is after this. */
export const positionOf = ({ files }: Pointer): Position => files[0]?.position ?? BEGINNING;
/** The position from which on the log can be read: whoever is further back loads a file anew. */
export const lowestOf = ({ files }: Pick<Pointer, 'files'>): number =>
  files.length < KEPT ? 0 : Math.min(...files.map(({ position }) => position.n));

/** Puts a new file before those that there are, and lets go what none of those that are kept needs. */
export const withFile = (pointer: Pointer, file: File, readAt = pointer.readAt): Pointer => {
  const files = [file, ...pointer.files].slice(0, KEPT);
  const packs = pointer.packs.filter(({ to }) => to > lowestOf({ files }));
  return { ...pointer, files, packs, readAt };
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
