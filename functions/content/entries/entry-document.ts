import * as z from 'zod/mini';
import { referencesOf } from '../body/references.ts';
import { Body, renderBody } from '../body/render-body.ts';
import { Source } from './entry.ts';

/** What readers get of a revision before what it refers to is filled in: stored with it, and never made again when it is read. */
export const EntryDocument = z.object({
  ...z.omit(Source, { blocks: true }).shape,
  /** Rendered when it was saved. */
  body: Body,
});
export type EntryDocument = z.infer<typeof EntryDocument>;

/** Makes the document of a revision, and lists the media that it uses. */
export const entryDocument = ({ blocks, ...source }: Source): { document: EntryDocument; media: string[] } => {
  const own = [source.image, ...referencesOf(blocks).media].filter((id) => id !== null);
  return { document: { ...source, body: renderBody(blocks) }, media: [...new Set(own)] };
};
