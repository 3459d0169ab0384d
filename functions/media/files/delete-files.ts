import { removeFolder } from './buckets.ts';
import { beginDeletion, endDeletion } from './files-table.ts';

/** Deletes a folder that no medium has; what claims it meanwhile waits, and one that is claimed stays. */
export const deleteFiles = async (folder: string): Promise<void> => {
  if (!(await beginDeletion(folder))) return;
  await removeFolder(folder);
  await endDeletion(folder);
};
