import * as z from 'zod/mini';
import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { notFound } from '#lib/refusals.ts';
import { findEntry, readEntry } from '../entries/entries-table.ts';
import { EntryId, Slug } from '../entries/entry.ts';
import { EntryDocument } from '../entries/entry-document.ts';
import { nothingLive } from '../entries/live.ts';
import { readDocumentOf } from '../entries/revisions-table.ts';
import { FrontSource, FrontView } from '../fronts/front.ts';
import { findFront, frontId } from '../fronts/fronts-table.ts';
import { EntryView } from '../reading/entry-page.ts';
import { showEntry } from '../reading/show-entry.ts';
import { showFront } from '../reading/show-front.ts';
import { RevisionMissing } from '../refusals.ts';
import { previewOf, previewToken } from './preview-token.ts';

const HOUR_MS = 3_600_000;

export const PreviewRequest = z
  .strictObject({
    entryId: z.optional(EntryId).check(z.describe('The entry that is shown.')),
    front: z.optional(Slug).check(z.describe('The front that is shown, in the place of an entry.')),
    revision: z.optional(z.int().check(z.gte(1))).check(z.describe('Which revision; the latest without.')),
    at: z
      .optional(z.iso.datetime({ offset: true }))
      .check(z.describe('As of when everything is shown; without, as of the moment at which it is looked at.')),
    hours: z
      ._default(z.int().check(z.gte(1), z.lte(168)), 24)
      .check(z.describe('How long it may be looked at, in hours; a week at most.')),
  })
  .check(
    z.refine(({ entryId, front }) => (entryId === undefined) !== (front === undefined), {
      error: 'names either an entry or a front',
      path: ['entryId'],
    }),
  );

export const PreviewMade = z.object({
  token: z.string().check(z.describe('What `GET /content/previews/{token}` takes; who has it sees the preview.')),
  expiresAt: z.string().check(z.describe('Until when it may be looked at.')),
});

/** What a preview shows: one of the two. */
export const PreviewView = z.object({
  entry: z.nullable(EntryView).check(z.describe('The entry; null in the preview of a front.')),
  front: z.nullable(FrontView).check(z.describe('The front; null in the preview of an entry.')),
  at: z.string().check(z.describe('As of when it is shown.')),
});

/**
 * Makes a preview: an address that shows a revision before it is published, with everything around it as it will be.
 * @throws Refusal 404; 422 `revision-missing`
 */
export const makePreview = async (
  { entryId, front, revision, at, hours }: z.output<typeof PreviewRequest>,
  now: number,
): Promise<z.output<typeof PreviewMade>> => {
  const expiresAt = now + hours * HOUR_MS;
  const common = { ...(at === undefined ? {} : { at: isoTime(msOf(at)) }), expiresAt };
  if (entryId !== undefined) {
    const number = revision ?? (await readEntry(entryId)).entry.head;
    if (!(await readDocumentOf(EntryDocument, entryId, number))) throw new RevisionMissing();
    const token = previewToken({ kind: 'entry', id: entryId, revision: number, ...common });
    return { token, expiresAt: isoTime(expiresAt) };
  }
  const slug = front ?? '';
  const found = (await findFront(slug)).front;
  if (!found) throw notFound('front');
  const number = revision ?? found.head;
  if (!(await readDocumentOf(FrontSource, frontId(slug), number))) throw new RevisionMissing();
  return {
    token: previewToken({ kind: 'front', id: slug, revision: number, ...common }),
    expiresAt: isoTime(expiresAt),
  };
};

/** Shows a preview. @throws Refusal 404 for a token that was changed or has expired, or for what was deleted */
export const showPreview = async (token: string): Promise<z.output<typeof PreviewView>> => {
  const preview = previewOf(token);
  if (!preview) throw notFound('preview');
  const { kind, id, revision, at = isoTime(nowMs()) } = preview;
  if (kind === 'front') {
    const source = await readDocumentOf(FrontSource, frontId(id), revision);
    if (!source) throw notFound('preview');
    const { body } = await showFront(id, source, { version: revision, moment: at });
    return { entry: null, front: body, at };
  }
  const [{ entry, live = nothingLive }, document] = await Promise.all([
    findEntry(id),
    readDocumentOf(EntryDocument, id, revision),
  ]);
  if (!entry || !document) throw notFound('preview');
  const { body } = await showEntry(id, document, { step: { from: at, revision }, live, moment: at });
  return { entry: body, front: null, at };
};
