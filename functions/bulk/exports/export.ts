import * as z from 'zod/mini';
import { isoTime, msOf } from '#lib/clock.ts';
import { OrderStatus } from '../../orders/public.ts';
import { DaysInTheFuture, TooManyDays } from '../refusals.ts';

/** An export: a file of what the shop has, written step by step. The state of one is one item. */
export const kinds = ['products', 'orders', 'stock'] as const;
const Kind = z.enum(kinds);
export type ExportKind = z.infer<typeof Kind>;

/** The scope beside `bulk` that a key needs for a kind: a key that may not read it may not export it. */
export const scopeOf = { products: 'catalog', orders: 'orders', stock: 'inventory' } as const satisfies Record<
  ExportKind,
  string
>;

export const statuses = ['waiting', 'running', 'done', 'failed'] as const;
const Status = z.enum(statuses);

/** Days of orders that one export takes, and how long its file stays (the bucket's own rule in stack.yml says the same). */
export const limits = {
  days: 366,
  fileDays: 7,
  /** Exports of a shop that are waiting or running. */
  atOnce: 3,
  /** Tries of one step: as many as the queue makes. */
  tries: 5,
  /** Milliseconds after which one on which nobody has worked is given up. */
  stalledMs: 3_600_000,
} as const;

const DAY_MS = 86_400_000;
const dayOf = (ms: number): string => isoTime(ms).slice(0, 10);
const isDay = (text: string): boolean => {
  const ms = msOf(text);
  return !Number.isNaN(ms) && dayOf(ms) === text;
};
const day = z
  .string()
  .check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day, YYYY-MM-DD'), z.refine(isDay, 'must be a day, YYYY-MM-DD'));

/** What starts an export. The days, in UTC and both within, and the status are those of orders. */
export const ExportRequest = z
  .strictObject({
    kind: Kind.check(z.describe('What is exported; the key needs the scope of that too.')),
    from: z.optional(day).check(z.describe('Of orders: the first day on which they were placed, in UTC.')),
    to: z.optional(day).check(z.describe('Of orders: the last day, within; today without it.')),
    status: z.optional(OrderStatus).check(z.describe('Of orders: only those of this status.')),
  })
  .check(
    z.refine(
      ({ kind, from, to, status }) => kind === 'orders' || !(from ?? to ?? status),
      'has from, to and status for orders only',
    ),
    z.refine(({ from, to }) => !from || !to || from <= to, { path: ['from'], error: 'must not be after to' }),
  );
export type ExportRequest = z.infer<typeof ExportRequest>;

/** Which orders: placed from one day to another. */
export const Filter = z.object({
  from: day.check(z.describe('The first day, in UTC.')),
  to: day.check(z.describe('The last day, within.')),
  status: z.nullable(OrderStatus).check(z.describe('Only orders of this status; null for all.')),
});
export type Filter = z.infer<typeof Filter>;

/**
 * The orders that an export is about; without days those of the last 366.
 * @param now milliseconds since 1970
 * @throws Refusal 422 `too-many-days`, `days-in-the-future`
 */
export const filterOf = ({ from, to, status }: ExportRequest, now: number): Filter => {
  const today = dayOf(now);
  const last = to ?? today;
  const first = from ?? dayOf(msOf(last) - (limits.days - 1) * DAY_MS);
  if (first > today) throw new DaysInTheFuture(`There are no orders yet from ${first} on.`);
  if (msOf(last) - msOf(first) > (limits.days - 1) * DAY_MS)
    throw new TooManyDays(`One export takes ${limits.days} days; make several.`);
  return { from: first, to: last, status: status ?? null };
};

const count = z.int().check(z.nonnegative());

/** An export as it is stored. */
export const Export = z.object({
  id: z.string().check(z.describe('The export’s id, `exp_…`.')),
  kind: Kind.check(z.describe('What is exported.')),
  /** Of orders. */
  filter: z.optional(Filter),
  status: Status.check(z.describe('Where the export stands.')),
  reasonCode: z.optional(z.string()),
  reason: z.optional(z.string()),
  /** The step that comes next, and how often it was begun. */
  step: count,
  tries: count,
  /** Who works the step, and until when nobody else does. */
  leaseBy: z.optional(z.string()),
  leaseUntil: z.optional(z.string()),
  touchedAt: z.string(),
  /** Where the source goes on; none before the first step. */
  position: z.optional(z.record(z.string(), z.string())),
  /** Every row is written: the file's parts are still to be joined. */
  isWritten: z.boolean(),
  /** From 0 to 1. */
  progress: z.number(),
  rows: count.check(z.describe('Rows written so far, without the header.')),
  bytes: count.check(z.describe('Bytes written so far.')),
  /** The multipart upload and the ETags of its parts; none while the file fits into one. */
  uploadId: z.optional(z.string()),
  parts: z.array(z.string()),
  /** What is written and too little for a part lies in an object of this step. */
  tailStep: z.optional(count),
  createdAt: z.string().check(z.describe('When it was asked for.')),
  startedAt: z.optional(z.string()),
  finishedAt: z.optional(z.string()),
});
export type Export = z.infer<typeof Export>;

/** An export as a list shows it. */
export const ExportSummary = z.object({
  ...z.pick(Export, { id: true, kind: true, status: true, rows: true, bytes: true, createdAt: true }).shape,
  filter: z.nullable(Filter).check(z.describe('Which orders; null for other kinds.')),
  progress: z
    .number()
    .check(z.describe('From 0 to 1, an estimate by the time at which what is exported came into being.')),
  reasonCode: z.nullable(z.string()).check(z.describe('Why it failed, as a constant.')),
  reason: z.nullable(z.string()).check(z.describe('Why it failed, for people.')),
  startedAt: z.nullable(z.string()).check(z.describe('When its first step began.')),
  finishedAt: z.nullable(z.string()).check(z.describe('When it ended.')),
  expiresAt: z.nullable(z.string()).check(z.describe('Until when the file is there; null before it is.')),
});
export type ExportSummary = z.infer<typeof ExportSummary>;

/** An export as it is answered. */
export const ExportView = z.extend(ExportSummary, {
  url: z
    .nullable(z.string())
    .check(z.describe('The address of the file for an hour, a fresh one in each answer; null while there is none.')),
});
export type ExportView = z.infer<typeof ExportView>;

export const isOpen = ({ status }: Pick<Export, 'status'>): boolean => status === 'waiting' || status === 'running';

/** Whether it is given up: a step died as often as its queue sends it, or the queue lost it. */
export const isStalled = (one: Export, now: number): boolean =>
  isOpen(one) && now - msOf(one.touchedAt) > limits.stalledMs;

export const stalled = {
  reasonCode: 'stalled',
  reason: 'Nobody has worked on it for an hour; start it again. The dead letters of bulk-work-export tell more.',
} as const;
export const stepFailed = {
  reasonCode: 'step-failed',
  reason: `It failed ${limits.tries} times at the same place; the log of bulk-work-export says why.`,
} as const;

/** Shows an export. @param now milliseconds since 1970 */
export const summaryOf = (one: Export, now: number): ExportSummary => {
  const given = isStalled(one, now) ? ({ status: 'failed', ...stalled } as const) : one;
  const expiresAt =
    one.status === 'done' && one.finishedAt ? isoTime(msOf(one.finishedAt) + limits.fileDays * DAY_MS) : null;
  return {
    id: one.id,
    kind: one.kind,
    filter: one.filter ?? null,
    status: given.status,
    reasonCode: given.reasonCode ?? null,
    reason: given.reason ?? null,
    progress: one.progress,
    rows: one.rows,
    bytes: one.bytes,
    createdAt: one.createdAt,
    startedAt: one.startedAt ?? null,
    finishedAt: one.finishedAt ?? null,
    expiresAt,
  };
};
