import { isoTime, nowMs } from './clock.ts';
import { scope } from './trace.ts';

/**
 * One JSON line per fact: a constant lower-case phrase, the data in keys. Nothing secret or personal is written:
 * values under these names are replaced, at any depth, and free text of requests is never logged at all.
 */
const denied =
  /^(email|name|line1|line2|city|phone|address|.*address|contact|token|.*token|secret|.*secret|password|authorization|cookie|signature|cartid|body|clientsecret|key)$/i;

/** A cart's id is its secret: it does not belong in a log, whatever key it travels under. */
const secretValue = /\b(crt_|fgk_|whsec_)[A-Za-z0-9+/_=-]{6,}/g;

const redact = (key: string, value: unknown): unknown => {
  if (key && denied.test(key)) return '[redacted]';
  if (typeof value === 'string') return value.replace(secretValue, '$1[redacted]');
  if (typeof value === 'bigint') return String(value);
  return value;
};

let sink = (line: string): void => {
  process.stdout.write(line);
};

/** Sends log lines elsewhere (the local run keeps them in a file). */
export const logTo = (write: (line: string) => void): void => {
  sink = write;
};

const emit = (level: 'info' | 'warn' | 'error', message: string, data: Record<string, unknown>): void => {
  const here = scope();
  const line = {
    time: isoTime(nowMs()),
    level,
    message,
    requestId: here?.requestId,
    trace: here?.traceparent,
    ...data,
  };
  sink(`${JSON.stringify(line, redact)}\n`);
};

const described = (error: unknown): unknown =>
  error instanceof Error
    ? {
        type: error.name,
        reason: error.message,
        stack: error.stack
          ?.split('\n')
          .slice(1, 6)
          .map((line) => line.trim()),
      }
    : { reason: String(error) };

/** What the person on call reads. `error` takes what was thrown as its second argument. */
export const log = {
  info: (message: string, data: Record<string, unknown> = {}): void => emit('info', message, data),
  warn: (message: string, data: Record<string, unknown> = {}): void => emit('warn', message, data),
  error: (message: string, error: unknown, data: Record<string, unknown> = {}): void =>
    emit('error', message, { error: described(error), ...data }),
};
