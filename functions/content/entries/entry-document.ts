import * as z from 'zod/mini';
import { Body, renderBody } from '../body/render-body.ts';
import { Source } from './entry.ts';

/** What readers get of a revision before what it refers to is filled in: stored with it, and never made again when it is read. */
export const EntryDocument = z.object({
  ...z.omit(Source, { blocks: true }).shape,
  /** Rendered when it was saved. */
  body: Body,
});
export type EntryDocument = z.infer<typeof EntryDocument>;

/** Makes the document of a revision: its text is rendered and sanitised here, once. */
export const entryDocument = ({ blocks, ...source }: Source): EntryDocument => ({
  ...source,
  body: renderBody(blocks),
});
