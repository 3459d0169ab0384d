import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** Looks at a medium whose form has ended, or whose deletion is due. */
export const SettleMedia = defineMessage('media', 'settle-media', z.object({ mediaId: z.string() }));

/** Deletes the files of a folder that no medium has. */
export const DeleteFiles = defineMessage('media', 'delete-files', z.object({ folder: z.string() }));

/** Cuts the previews of a picture anew, for the focal point that it has now. */
export const CropMedia = defineMessage('media', 'crop-media', z.object({ mediaId: z.string() }));
