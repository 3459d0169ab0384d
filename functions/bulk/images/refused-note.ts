import { whyNoPicture } from '../../catalog/public.ts';
import type { ImagePlace, Note } from '../messages.ts';

/** Says why a picture is not there, by the line that names it. */
export const refusedNote = ({ line, handle, url }: ImagePlace, code: string): Note => ({
  line,
  handle,
  code,
  message: `The image ${url} is not taken: ${whyNoPicture(code)}`,
});
