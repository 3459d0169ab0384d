import { chunkLimits } from '../chunks.ts';
import { readNotes } from '../imports-table.ts';
import { type Noted, putNoteFile } from './import-bucket.ts';
import { noteFile } from './note-file.ts';

/**
 * Stores the file of an import's errors or warnings, if it has any; answers how many it lists.
 * @param inAll what its last line says when it does not list all
 * @param images how many refused pictures the file lists at least: a later file has another name
 */
export const listNotes = async (id: string, noted: Noted, inAll: string, images = 0): Promise<number | undefined> => {
  const notes = await readNotes(id, noted, chunkLimits.listed);
  if (notes.length === 0) return undefined;
  await putNoteFile({ id, images }, noted, noteFile(notes, inAll));
  return Math.min(notes.length, chunkLimits.listed);
};
