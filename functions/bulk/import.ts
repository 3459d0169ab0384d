import * as z from 'zod/mini';

const statuses = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
const Status = z.enum(statuses);
export type ImportStatus = z.infer<typeof Status>;

/** From where to where an import goes; the last three are its ends. A test reads this table. */
export const transitions = {
  waiting: ['running', 'failed', 'cancelled'],
  running: ['done', 'failed', 'cancelled'],
  done: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<ImportStatus, readonly ImportStatus[]>;

const count = z.int().check(z.nonnegative());

/**
 * Rows of the file below its header, blank ones left out: read so far, settled, and those among them that were refused;
 * and how many warnings there are, of rows that went in and of the file as a whole.
 */
export const RowCounts = z.object({
  total: count.check(z.describe('Rows read so far.')),
  done: count.check(z.describe('Rows that went in.')),
  failed: count.check(z.describe('Rows that were refused.')),
  warnings: count.check(z.describe('Warnings: what went in otherwise than the file writes it, or was left out.')),
});
/** Products that went in, by what the import did to them. */
export const ProductCounts = z.object({
  created: count.check(z.describe('Products that are new.')),
  changed: count.check(z.describe('Products that were changed.')),
  unchanged: count.check(z.describe('Products that were as the file says.')),
});

/** Products of the import that its pages and lists show, of those that went in; a draft counts when staff see it. */
export const VisibleCounts = z.object({
  products: count.check(z.describe('Products whose pages and places in lists are as the import left them.')),
  of: count.check(z.describe('Products that went in.')),
});

/** Pictures that the products name by an address elsewhere. They are fetched in the background, also after the import is done. */
export const ImageCounts = z.object({
  total: count.check(z.describe('Pictures that its products name by an address elsewhere.')),
  ready: count.check(z.describe('Pictures that are media of the shop.')),
  failed: count.check(z.describe('Pictures that were not taken; the file of errors says why.')),
});
export type ImageCounts = z.infer<typeof ImageCounts>;
export const noImages: ImageCounts = { total: 0, ready: 0, failed: 0 };
/** Whether nothing more is to come of any picture. */
export const isComplete = ({ total, ready, failed }: ImageCounts): boolean => ready + failed >= total;

/** Says how many errors there are in all, for a file that does not list them all. */
export const inAll = (rows: number, images: number): string =>
  `${rows} rows were refused${images > 0 ? `, and ${images} images` : ''}`;

/** What was made of one chunk of the file. Sums of these are all the counting there is: no counter is shared. */
export const ChunkResult = z.object({
  rows: count,
  failed: count,
  warnings: z._default(count, 0),
  ...ProductCounts.shape,
  visible: z._default(count, 0),
});
export type ChunkResult = z.infer<typeof ChunkResult>;

const chosen = {
  kind: z.enum(['products']).check(z.describe('What is imported.')),
  format: z.enum(['shopify-csv']).check(z.describe('How the file is written.')),
  dryRun: z
    ._default(z.boolean(), false)
    .check(z.describe('Read and compare everything, and write nothing to the catalog.')),
  trackInventory: z
    .optional(z.enum(['all']))
    .check(z.describe('`all` counts the stock of variants whose inventory tracker is empty, too.')),
  duplicateSkus: z
    .optional(z.enum(['derive']))
    .check(z.describe('`derive` gives several variants with one SKU their own; else all but the first are refused.')),
};

/** What starts an import. */
export const ImportRequest = z.strictObject(chosen);

/** An import as it is stored. */
export const Import = z.object({
  id: z.string().check(z.describe('The import’s id, `imp_…`.')),
  ...chosen,
  status: Status.check(z.describe('Where the import stands.')),
  /** Why the file failed: a word for programs, and a sentence for the merchant. */
  reasonCode: z.optional(z.string()).check(z.describe('Why the file failed, as a constant.')),
  reason: z.optional(z.string()),
  /** The one file of this import, by the ETag of its object; another one in its place is not read. */
  etag: z.optional(z.string()),
  /** Chunks that lie in the queue: a run that goes on does not send them again. */
  sent: z._default(count, 0),
  rowsRead: z._default(count, 0),
  /** How many chunks the file has, known when it was read to its end (or as far as it can be read). */
  chunks: z.optional(count),
  /** The sums, once the import has ended. */
  totals: z.optional(ChunkResult),
  /** Refused rows that the error file lists; absent when there is no error file. */
  listedErrors: z.optional(count),
  /** Refused pictures that it knows of. */
  listedImages: z.optional(count),
  /** The sums of pictures, once all are settled. */
  images: z.optional(ImageCounts),
  /** Warnings that the warning file lists; absent when there is none. */
  listedWarnings: z.optional(count),
  createdAt: z.string().check(z.describe('When it was asked for.')),
  startedAt: z.optional(z.string()),
  finishedAt: z.optional(z.string()),
});
export type Import = z.infer<typeof Import>;

/** An import as it is answered. */
export const ImportView = z.object({
  ...z.pick(Import, { id: true, kind: true, format: true, dryRun: true, status: true, createdAt: true }).shape,
  trackInventory: z.nullable(z.enum(['all'])).check(z.describe('What was asked for.')),
  duplicateSkus: z.nullable(z.enum(['derive'])).check(z.describe('What was asked for.')),
  reasonCode: z.nullable(z.string()).check(z.describe('Why the file failed, as a constant.')),
  reason: z.nullable(z.string()).check(z.describe('Why the file failed, for people.')),
  rows: RowCounts.check(z.describe('Rows of the file, without the header.')),
  products: ProductCounts.check(z.describe('Products by what became of them.')),
  visible: VisibleCounts.check(
    z.describe('How many of them the shop shows. An import is done when all are visible, 15 minutes later at most.'),
  ),
  images: ImageCounts.check(
    z.describe('Pictures of its products. Those that are neither ready nor failed are awaited; a dry run has none.'),
  ),
  errorsUrl: z
    .nullable(z.string())
    .check(
      z.describe('CSV of the refused rows and pictures (line, handle, code, message), for an hour; null without any.'),
    ),
  warningsUrl: z
    .nullable(z.string())
    .check(z.describe('CSV of the warnings in the same form, for an hour; null without any.')),
  startedAt: z.nullable(z.string()).check(z.describe('When its file came.')),
  finishedAt: z.nullable(z.string()).check(z.describe('When it ended.')),
});
export type ImportView = z.infer<typeof ImportView>;

/** The states from which an import may come to `to`. */
export const sourcesOf = (to: ImportStatus): ImportStatus[] =>
  statuses.filter((from) => (transitions[from] as readonly ImportStatus[]).includes(to));

export const isOpen = (status: ImportStatus): boolean => transitions[status].length > 0;

export const noRows: ChunkResult = {
  rows: 0,
  failed: 0,
  warnings: 0,
  created: 0,
  changed: 0,
  unchanged: 0,
  visible: 0,
};

/** Counts the products that went in, or would in a dry run. */
export const productsIn = ({ created, changed, unchanged }: ChunkResult): number => created + changed + unchanged;

/** Adds up what was made of chunks. */
export const sumOf = (results: readonly ChunkResult[]): ChunkResult =>
  results.reduce(
    (sum, one) => ({
      rows: sum.rows + one.rows,
      failed: sum.failed + one.failed,
      warnings: sum.warnings + one.warnings,
      created: sum.created + one.created,
      changed: sum.changed + one.changed,
      unchanged: sum.unchanged + one.unchanged,
      visible: sum.visible + one.visible,
    }),
    noRows,
  );

/** The addresses of an import's files of errors and warnings. */
export type NoteUrls = Pick<ImportView, 'errorsUrl' | 'warningsUrl'>;
export const noUrls: NoteUrls = { errorsUrl: null, warningsUrl: null };

/** The answer of an import from its record, the sums of its chunks, and the addresses of its files. */
export const viewOf = (one: Import, sums: ChunkResult, urls: NoteUrls, images = noImages): ImportView => ({
  id: one.id,
  kind: one.kind,
  format: one.format,
  dryRun: one.dryRun,
  trackInventory: one.trackInventory ?? null,
  duplicateSkus: one.duplicateSkus ?? null,
  status: one.status,
  reasonCode: one.reasonCode ?? null,
  reason: one.reason ?? null,
  // A file that is read again after a crash is behind its own chunks for a moment.
  rows: {
    total: Math.max(one.rowsRead, sums.rows),
    done: sums.rows,
    failed: sums.failed,
    warnings: sums.warnings,
  },
  products: { created: sums.created, changed: sums.changed, unchanged: sums.unchanged },
  visible: { products: sums.visible, of: one.dryRun ? 0 : productsIn(sums) },
  images,
  ...urls,
  createdAt: one.createdAt,
  startedAt: one.startedAt ?? null,
  finishedAt: one.finishedAt ?? null,
});
