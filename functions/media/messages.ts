import * as z from 'zod/mini';
import { selfSends } from '#lib/due-index.ts';
import { defineMessage } from '#lib/queue.ts';

const turn = { mediaId: z.string(), turn: z.int(), host: z.string(), selfSends };
/** Asks for a medium's address, in the group of its host. It goes to a queue of groups: `fetching/send-fetches.ts`. */
export const FetchMedia = defineMessage('media', 'fetch-media', z.object(turn));
export type FetchMedia = z.infer<(typeof FetchMedia)['schema']>;
/** Puts a medium's next turn into its host's group, when it is due: a queue of groups delays no single message. */
export const ResumeFetch = defineMessage('media', 'resume-fetch', z.object(turn));
/** Looks at a medium whose form or fetch has ended, or whose deletion is due. */
export const SettleMedia = defineMessage('media', 'settle-media', z.object({ mediaId: z.string() }));

/** Deletes the files of a folder that no medium has. */
export const DeleteFiles = defineMessage('media', 'delete-files', z.object({ folder: z.string() }));

/** Cuts the previews of a picture anew, for the focal point that it has now. */
export const CropMedia = defineMessage('media', 'crop-media', z.object({ mediaId: z.string() }));
