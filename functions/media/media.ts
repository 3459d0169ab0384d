import * as z from 'zod/mini';
import { line } from '#lib/text.ts';

/** Bounds of an uploaded file: bytes, and what it may be when it is decoded. */
export const limits = {
  bytes: 30 * 1024 * 1024,
  alt: 512,
  /** Pixels of one frame, and of all frames together. */
  pixels: 50_000_000,
  allPixels: 100_000_000,
  side: 16_384,
  frames: 200,
  /** How many of its users a medium that is in use is answered with. */
  usersShown: 20,
} as const;

/** Seconds for which an upload form may be used; what was not uploaded by then has no file. */
export const UPLOAD_SECONDS = 3600;
/** How long a medium that is deleted stays, in case it is used meanwhile. */
export const DELETED_AFTER_MS = 24 * 3_600_000;

const statuses = ['waiting', 'processing', 'ready', 'refused'] as const;
export const MediaStatus = z.enum(statuses);
export type MediaStatus = z.infer<typeof MediaStatus>;

/** From where to where a medium goes. */
export const transitions = {
  waiting: ['processing', 'refused'],
  processing: ['ready', 'refused'],
  // Withdrawn with the entry that alone used it.
  ready: ['refused'],
  refused: [],
} as const satisfies Record<MediaStatus, readonly MediaStatus[]>;

/** Why a file is not taken, each with what its sender can do about it. */
export const refusals = {
  'empty-file': 'The file has no bytes.',
  'svg-refused': 'SVG can run scripts; upload a PNG or WebP of it.',
  'heic-refused': 'HEIC is not read here; upload a JPEG of it.',
  'pdf-refused': 'A PDF is a document; upload its page as an image.',
  'video-refused': 'Videos are not taken; upload an image.',
  'html-refused': 'The file is a page or a script, whatever its name says.',
  'unknown-type': 'The file is none of JPEG, PNG, WebP, AVIF, GIF.',
  'file-damaged': 'The file is damaged, or was cut off.',
  'too-many-pixels': 'The image has more than 50 megapixels.',
  'side-too-long': 'A side of the image has more than 16,384 pixels.',
  'too-many-frames': 'The animation has more than 200 frames, or 100 megapixels in all.',
  'never-uploaded': 'Nothing was uploaded with the form while it could be used.',
  'not-processed': 'The file came and could not be worked; upload it again.',
  'file-too-large': 'The file at the address has more than 30 MB.',
  'address-refused':
    'Only http and https on ports 80 and 443 are fetched, without a name and password, up to 2,048 letters.',
  'address-not-public': 'The address, or one that it leads to, is none of the public internet.',
  'too-many-redirects': 'The address leads on more than three times.',
  'host-unknown': 'There is no such host.',
  'host-unreachable': 'Its host could not be reached, or broke off, each time that it was tried.',
  'host-busy': 'Its host answered each time that it is to be asked later.',
  'not-found': 'There is nothing at the address.',
  'fetch-refused': 'Its host does not give it to us; upload the file.',
  'fetch-too-slow': 'It did not come within 30 seconds.',
  withdrawn: 'It was withdrawn with the article that it was in, and its files are deleted.',
  'never-fetched': 'It was not fetched within three days, by a fault that is not of the address.',
} as const;
export type RefusalCode = keyof typeof refusals;

const share = z.number().check(z.gte(0), z.lte(1));
/** What must stay in the picture when it is cut: a point, from the upper left corner. */
export const FocalPoint = z.strictObject({
  x: share.check(z.describe('From the left edge (0) to the right one (1).')),
  y: share.check(z.describe('From the upper edge (0) to the lower one (1).')),
});
export type FocalPoint = z.infer<typeof FocalPoint>;
export const CENTRE: FocalPoint = { x: 0.5, y: 0.5 };

export const formats = ['avif', 'webp', 'jpeg'] as const;
export type Format = (typeof formats)[number];

/** One of the files that are made of an image. */
export const Rendition = z.object({
  /** Its name below the folder of the image. */
  name: z.string(),
  width: z.int().check(z.describe('Pixels.')),
  height: z.int().check(z.describe('Pixels.')),
  format: z.enum(formats).check(z.describe('How it is encoded.')),
  bytes: z.int().check(z.describe('How large the file is.')),
});
export type Rendition = z.infer<typeof Rendition>;

/** What is known of an image once its file was read. */
export const Made = z.object({
  /** Folder of its renditions: the hash of the uploaded bytes and the version of what made them. */
  folder: z.string(),
  width: z.int(),
  height: z.int(),
  thumbhash: z.string(),
  colour: z.string(),
  renditions: z.array(Rendition),
});
export type Made = z.infer<typeof Made>;

/** How far the fetch of an address is. */
export const Fetch = z.object({
  /** What is asked for now: the address, or where it led to. */
  url: z.string(),
  redirects: z.int(),
  /** Counts its messages: each has its own, and an older one does nothing. */
  turn: z.int(),
  /** Requests that were made of it and not answered with a picture, a redirect or a refusal. */
  attempts: z.int(),
  /** When its turn is, ISO 8601; and when its request was begun, until that has ended. */
  due: z.string(),
  begunAt: z.optional(z.string()),
});
export type Fetch = z.infer<typeof Fetch>;

/** A medium as it is stored. */
export const Media = z.object({
  id: z.string(),
  status: MediaStatus,
  alt: z.string(),
  focalPoint: FocalPoint,
  refusal: z.optional(z.enum(Object.keys(refusals) as [RefusalCode, ...RefusalCode[]])),
  made: z.optional(Made),
  /** The address that it is fetched from, in one form; absent for one that is uploaded. */
  source: z.optional(z.string()),
  fetch: z.optional(Fetch),
  /** Counts what a deletion must have seen (`countedWrite`): what is deleted was unused to the end. */
  useVersion: z.int(),
  deletesAt: z.optional(z.string()),
  /** Counts its events. */
  sequence: z.int(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Media = z.infer<typeof Media>;

const Alt = line(limits.alt, 0).check(z.describe('What it shows, for those who do not see it; empty for decoration.'));
export const UploadRequest = z.strictObject({
  alt: Alt,
  focalPoint: z.optional(FocalPoint).check(z.describe('What stays in the picture when it is cut; its centre without.')),
});
export const MediaPatch = z.strictObject({
  alt: z.optional(Alt),
  focalPoint: z.optional(FocalPoint).check(z.describe('What stays in the picture when it is cut.')),
});
export type MediaPatch = z.infer<typeof MediaPatch>;

const RenditionView = z.object({
  url: z.string().check(z.describe('Where it is; what is there never changes.')),
  ...z.pick(Rendition, { width: true, height: true, format: true, bytes: true }).shape,
});

const shown = {
  id: z.string().check(z.describe('The medium’s id, `med_…`.')),
  alt: Alt,
  focalPoint: FocalPoint.check(z.describe('What stays in the picture when it is cut.')),
};
/** A picture that is ready, as everyone sees it. */
export const MediaView = z.object({
  ...shown,
  width: z.int().check(z.describe('Pixels of the upright picture, as it was uploaded.')),
  height: z.int().check(z.describe('Pixels of the upright picture, as it was uploaded.')),
  thumbhash: z.string().check(z.describe('A blurred picture in some 25 bytes, Base64 (ThumbHash).')),
  colour: z.string().check(z.describe('Its mean colour, `#rrggbb`.')),
  renditions: z
    .array(RenditionView)
    .check(z.describe('Its files: by width in each format, and two that are cut for previews (1200×630, square).')),
});
export type MediaView = z.infer<typeof MediaView>;

/** As staff see it. */
export const AdminMediaView = z.object({
  ...shown,
  status: MediaStatus.check(z.describe('`ready` when its renditions are there; `refused` for good.')),
  refusal: z
    .nullable(
      z.object({
        code: z.string().check(z.describe('Why, as a constant: `svg-refused`.')),
        message: z.string().check(z.describe('Why, and what to do about it.')),
      }),
    )
    .check(z.describe('Why its file was not taken; null unless it was refused.')),
  image: z
    .nullable(z.omit(MediaView, { id: true, alt: true, focalPoint: true }))
    .check(z.describe('The picture; null until it is ready.')),
  source: z.nullable(z.string()).check(z.describe('The address that it was fetched from; null for an upload.')),
  deletesAt: z
    .nullable(z.string())
    .check(z.describe('When it goes, if nothing uses it then; null unless it was deleted.')),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  createdAt: z.string().check(z.describe('When it was asked for.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
});
export type AdminMediaView = z.infer<typeof AdminMediaView>;

/** Tells why a medium's file was not taken; undefined unless it was refused. */
export const refusalOf = ({ refusal }: Media): { readonly code: RefusalCode; readonly message: string } | undefined =>
  refusal && { code: refusal, message: refusals[refusal] };

/** @param base where renditions are served */
const imageOf = ({ folder, renditions, ...made }: Made, base: string) => ({
  ...made,
  renditions: renditions.map(({ name, ...one }) => ({ url: `${base}/${folder}/${name}`, ...one })),
});

/** Shows a picture. @param base where renditions are served */
export const showPicture = (
  { id, alt, focalPoint, made }: Pick<Media, 'id' | 'alt' | 'focalPoint'> & { made: Made },
  base: string,
): MediaView => ({ id, alt, focalPoint, ...imageOf(made, base) });

/** Shows a picture to everyone; undefined until it is ready. */
export const viewOf = ({ made, ...media }: Media, base: string): MediaView | undefined =>
  made && showPicture({ ...media, made }, base);

export const adminViewOf = (media: Media, base: string): AdminMediaView => {
  const { id, status, alt, focalPoint, made, source = null, deletesAt = null } = media;
  const { version, createdAt, updatedAt } = media;
  return {
    id,
    alt,
    focalPoint,
    status,
    refusal: refusalOf(media) ?? null,
    image: made ? imageOf(made, base) : null,
    source,
    deletesAt,
    version,
    createdAt,
    updatedAt,
  };
};
