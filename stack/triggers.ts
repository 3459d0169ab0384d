/**
 * The numbers of every trigger: what a handler file's `settings` say, or the default that stands here. This is the
 * only place where they are decided; AWS's template and the local run both read the result.
 */
import type { SettingsOf } from './function-settings.ts';
import {
  type DeadQueue,
  type Declared,
  type DeclaredSettings,
  type HttpTrigger,
  type Kind,
  nameOf,
  prefixOf,
  type Queue,
  type QueueTrigger,
  type ScheduleTrigger,
  type StackFunction,
  type StreamTrigger,
  type UploadTrigger,
} from './model.ts';

/** Where a handler file lies: its module, its trigger folder, its name. */
export interface Place {
  readonly stage: string;
  readonly module: string;
  readonly kind: Kind;
  readonly file: string;
  readonly path: string;
}

const MEMORY_MB = 512;
/** What Lambda gives without being paid for it. */
const EPHEMERAL_STORAGE_MB = 512;
const TIMEOUT_SECONDS: Readonly<Record<Kind, number>> = { http: 10, queue: 30, schedule: 60, stream: 30, upload: 300 };
const all = <K extends string>(...names: K[]): Record<K, true> =>
  Object.fromEntries(names.map((name) => [name, true])) as Record<K, true>;
/** The names of each trigger's settings, for files that no compiler has seen; its type keeps them those of the types. */
const KNOWN: { readonly [K in Kind]: Readonly<Record<keyof SettingsOf[K], true>> } = {
  http: all('memory', 'timeout', 'ephemeralStorage', 'native'),
  schedule: all('memory', 'timeout', 'ephemeralStorage', 'native'),
  queue: all(
    'memory',
    'timeout',
    'ephemeralStorage',
    'native',
    'concurrency',
    'batch',
    'window',
    'groups',
    'recursiveLoop',
  ),
  upload: all('memory', 'timeout', 'ephemeralStorage', 'native', 'concurrency', 'batch', 'window', 'recursiveLoop'),
  stream: all('memory', 'timeout', 'ephemeralStorage', 'native', 'batch', 'window'),
};

/**
 * glibc gives threads arenas of their own and keeps what was freed in each: 20 files of 30 MB in a row left 770 MB with
 * them, 298 MB in one (docs/how-to/images.md).
 */
const NATIVE = { MALLOC_ARENA_MAX: '1' };

const DAY_SECONDS = 86_400;
const DEAD_SECONDS = 14 * DAY_SECONDS;
const RETENTION_SECONDS = 4 * DAY_SECONDS;
const MAX_RECEIVES = 5;
const QUEUE_BATCH = 10;
/** Lambda demands a window for a batch of more than ten messages. */
const LARGE_BATCH_WINDOW_SECONDS = 1;
/** Lambda advises six of the function's time-outs; SQS allows twelve hours. */
const visibilityOf = (timeoutSeconds: number): number => Math.min(43_200, 6 * timeoutSeconds);
const STREAM_BATCH = 100;
/** Long enough for an outage of a queue or of the topic; the stream itself keeps records for a day. */
const STREAM_AGE_SECONDS = 6 * 3600;
/** Lambda's own default for asynchronous invocations; a schedule's work is idempotent and comes again at its next time. */
const SCHEDULE_RETRIES = 2;
const SCHEDULE_AGE_SECONDS = 3600;

/**
 * Describes one function. @param basePath what stands before a contract's path
 * @throws when a setting is not one of its trigger, or a queue names no concurrency
 */
export const describeFunction = (place: Place, declared: Declared, basePath: string): StackFunction => {
  const { stage, module, kind, file, path } = place;
  const { settings = {}, contract } = declared;
  for (const setting of Object.keys(settings))
    if (!Object.hasOwn(KNOWN[kind], setting))
      throw new Error(`${path}: a ${kind} function has no setting '${setting}'.`);
  const timeoutSeconds = settings.timeout ?? TIMEOUT_SECONDS[kind];
  return {
    id: `${module}/${file}`,
    module,
    role: module,
    file,
    path,
    name: nameOf(stage, module, file),
    kind,
    description: contract?.summary ?? null,
    memoryMb: settings.memory ?? MEMORY_MB,
    ephemeralStorageMb: settings.ephemeralStorage ?? EPHEMERAL_STORAGE_MB,
    timeoutSeconds,
    reservedConcurrency: null,
    recursiveLoop: settings.recursiveLoop ?? 'Terminate',
    environment: settings.native ? NATIVE : {},
    trigger: triggerOf(place, declared, basePath, timeoutSeconds),
  };
};

const triggerOf = (place: Place, declared: Declared, basePath: string, timeoutSeconds: number) => {
  switch (place.kind) {
    case 'http':
      return httpTrigger(place, declared, basePath);
    case 'schedule':
      return scheduleTrigger(place, declared);
    case 'stream':
      return streamTrigger(place, declared.settings);
    default:
      return consumerTrigger(place, declared, timeoutSeconds);
  }
};

/** What SQS has the name of a queue of groups end in. */
const FIFO = '.fifo';
const deadOf = ({ stage, module, file }: Place, groups = false): DeadQueue => ({
  name: `${nameOf(stage, module, file)}-dead${groups ? FIFO : ''}`,
  retentionSeconds: DEAD_SECONDS,
});

const httpTrigger = ({ path }: Place, { contract }: Declared, basePath: string): HttpTrigger => {
  if (!contract) throw new Error(`${path}: a file in http/ exports a contract.`);
  const { method } = contract;
  if (contract.path === '$default') return { kind: 'http', methods: [method], path: contract.path, throttle: null };
  const methods = method === 'GET' && contract.access === 'public' ? [method, 'HEAD'] : [method];
  return { kind: 'http', methods, path: `${basePath}${contract.path}`, throttle: null };
};

const scheduleTrigger = (place: Place, { every }: Declared): ScheduleTrigger => {
  if (every === undefined) throw new Error(`${place.path}: a file in schedule/ exports every.`);
  return {
    kind: 'schedule',
    every,
    retries: SCHEDULE_RETRIES,
    maxAgeSeconds: SCHEDULE_AGE_SECONDS,
    dead: deadOf(place),
  };
};

const streamTrigger = (place: Place, settings: DeclaredSettings = {}): StreamTrigger => ({
  kind: 'stream',
  table: `${prefixOf(place.stage)}${place.module}`,
  batch: settings.batch ?? STREAM_BATCH,
  windowSeconds: settings.window ?? 0,
  maxAgeSeconds: STREAM_AGE_SECONDS,
  dead: deadOf(place),
});

const consumerTrigger = (place: Place, { on, settings }: Declared, timeout: number): QueueTrigger | UploadTrigger => {
  const events = [on ?? []].flat();
  const { concurrency, batch = QUEUE_BATCH, groups = false } = settings ?? {};
  if (concurrency === undefined || concurrency < 2)
    throw new Error(`${place.path}: settings name a concurrency of 2 or more.`);
  if (
    groups &&
    (batch > QUEUE_BATCH || settings?.window !== undefined || events.some(({ kind }) => kind !== 'message'))
  )
    throw new Error(`${place.path}: a queue of groups has its module's messages, ten a batch at most, and no window.`);
  const queue: Queue = {
    name: `${nameOf(place.stage, place.module, place.file)}${groups ? FIFO : ''}`,
    visibilitySeconds: visibilityOf(timeout),
    retentionSeconds: RETENTION_SECONDS,
    maxReceives: MAX_RECEIVES,
    dead: deadOf(place, groups),
    groups,
    eventTypes: events.flatMap((one) => (one.kind === 'event' ? [one.type] : [])),
  };
  const windowSeconds = settings?.window ?? (batch > QUEUE_BATCH ? LARGE_BATCH_WINDOW_SECONDS : 0);
  const consumer = { queue, batch, windowSeconds, maxConcurrency: concurrency };
  const [upload] = events.flatMap((one) => (one.kind === 'upload' ? [one] : []));
  if (place.kind === 'queue') return { kind: 'queue', ...consumer };
  if (!upload) throw new Error(`${place.path}: a file in upload/ exports on = uploadsTo(…).`);
  return {
    kind: 'upload',
    ...consumer,
    bucket: `${prefixOf(place.stage)}${place.module}-${upload.bucket}`,
    prefix: upload.prefix ?? '',
  };
};
