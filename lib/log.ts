import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type {
  LogAttributes, LogItemExtraInput, LogItemMessage, UnformattedAttributes,
} from '@aws-lambda-powertools/logger/types'; // biome-ignore format: a list
import { isoTime, nowMs } from './clock.ts';
import { logSampleRate } from './env.ts';
import { scope } from './trace.ts';

/**
 * One JSON line per fact: a constant lower-case phrase, the data in keys. Nothing secret or personal is written:
 * values under these names are replaced, at any depth, and free text of requests is never logged at all.
 */
const denied =
  /^(?:name|line1|line2|city|phone|contact|authorization|cartid|body|key)$|(?:email|address|token|secret|password|cookie|signature|apikey)$/i;

/** Secrets that show what they are, under whatever key, each with an underscore: cart ids, API keys, webhook secrets, Stripe's keys. */
const secretValue = /(crt_|fgk_|[rs]k_(?:live|test)_)[\w-]{6,}|(whsec_)[\w+/=-]{6,}/g;
const mailAddress = /[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}/g;

const redact = (key: string, value: unknown): unknown => {
  if (denied.test(key)) return '[redacted]';
  if (typeof value === 'string') return value.includes('@') ? value.replace(mailAddress, '[redacted]') : value;
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
};

const [STACK_LINES, CAUSES, ERRORS] = [5, 5, 10];
/** An error as data, with its causes and parts; `above` are those that it belongs to, which are not told again. */
const described = (error: Error, above: readonly Error[] = []): LogAttributes => {
  const chain = [...above, error];
  const inner = (thrown: unknown): unknown => {
    if (!(thrown instanceof Error)) return thrown;
    return chain.includes(thrown) || chain.length > CAUSES ? undefined : described(thrown, chain);
  };
  return {
    type: error.name,
    reason: error.message,
    stack: error.stack?.match(/(?<=^ *)at .*/gm)?.slice(0, STACK_LINES),
    cause: inner(error.cause),
    errors: error instanceof AggregateError ? error.errors.slice(0, ERRORS).map(inner) : undefined,
  };
};

type Told = Pick<UnformattedAttributes, 'logLevel' | 'message'>;

class LineFormatter extends LogFormatter {
  override formatAttributes({ logLevel, message }: Told, data: LogAttributes): LogItem {
    const here = scope();
    const own = { time: isoTime(nowMs()), level: logLevel.toLowerCase(), message };
    return new LogItem({
      attributes: { ...own, requestId: here?.requestId, trace: here?.traceparent, ...data, ...own },
    });
  }

  override formatError(error: Error): LogAttributes {
    return described(error);
  }
}

let sink = (line: string): void => {
  process.stdout.write(line);
};

/** Sends log lines elsewhere (the local run keeps them in a file). */
export const logTo = (write: (line: string) => void): void => {
  sink = write;
};

type Written = [level: number, message: LogItemMessage, data: LogItemExtraInput];

const format = new LineFormatter();
/** The library's numbers of our three levels (`LogLevelThreshold`, which it does not export). */
const levels = new Map([[12, 'INFO'], [16, 'WARN'], [20, 'ERROR']] as const); // biome-ignore format: a list

class LineLogger extends Logger {
  /** Of the traces, the share that is written whole whatever the level. */
  readonly #share = logSampleRate();

  /** Trace ids are random in their last digits (W3C Trace Context, level 2), so those decide, alike in every function. */
  #isSampled(): boolean {
    const trace = this.#share > 0 ? scope()?.traceparent : undefined;
    return trace !== undefined && Number.parseInt(trace.slice(27, 35), 16) < this.#share * 2 ** 32;
  }

  /** Samples by trace: the library's own sampling sets the level of the process, for all that run in it. */
  protected override processLogItem(...[level, message, data]: Written): void {
    if (level >= this.level || this.#isSampled())
      this.printLog(level, this.createAndPopulateLogItem(level, message, data));
  }

  /** Makes the item without X-Ray's id, read from the environment, and the keys kept in the logger: half of a line's time. */
  protected override createAndPopulateLogItem(...[level, message, data]: Written): LogItem {
    const logLevel = levels.get(level as 12) ?? 'INFO';
    return format.formatAttributes({ logLevel, message: String(message) }, Object(data[0]));
  }

  /** Writes to the sink, not to a console; and never throws, since a line must not fail the work that it tells of. */
  protected override printLog(_level: number, item: LogItem): void {
    const text = this.#text(item.getAttributes());
    sink(`${text.includes('_') ? text.replace(secretValue, '$1$2[redacted]') : text}\n`);
  }

  #text(attributes: LogAttributes): string {
    try {
      return JSON.stringify(attributes, this.getJsonReplacer());
    } catch (error) {
      const { time, level, message, requestId, trace } = attributes;
      const unwritable = error instanceof Error ? error.name : 'unknown';
      return JSON.stringify({ time, level, message, requestId, trace, unwritable }, redact);
    }
  }
}

let made: Logger | undefined;
/** The one logger, made at the first line: POWERTOOLS_LOG_LEVEL and POWERTOOLS_LOGGER_SAMPLE_RATE are read then. */
const logger = (): Logger => {
  made ??= new LineLogger({ logFormatter: format, jsonReplacerFn: redact, sampleRateValue: 0 });
  return made;
};

/** What the person on call reads. `error` takes what was thrown as its second argument. */
export const log = {
  info: (message: string, data: Record<string, unknown> = {}): void => logger().info(message, data),
  warn: (message: string, data: Record<string, unknown> = {}): void => logger().warn(message, data),
  error: (message: string, error: unknown, data: Record<string, unknown> = {}): void =>
    logger().error(message, { error: error instanceof Error ? error : { reason: String(error) }, ...data }),
};
