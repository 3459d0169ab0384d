import type { Chance } from '../../support/chance.ts';

/** What a function calls: the table's engine, a bucket, a queue or the topic, the mail service, another host, the payment provider. */
export type Service = 'dynamodb' | 'objects' | 'messages' | 'mail' | 'http' | 'provider';

/**
 * What may go wrong with a call.
 * - `before`: it is never sent, and the caller sees a broken connection.
 * - `lost-answer`: it took effect, and the caller sees a time-out.
 * - `late`: the caller sees a time-out, and it takes effect some time later.
 * - `throttle`, `conflict`: the engine refuses, as DynamoDB does under load.
 * - `twice`: it takes effect, its answer is lost, and the SDK sends it again by itself.
 * - `kill-before`, `kill-after`: the function dies there; `freeze`: it stands still for up to a quarter of an hour.
 */
export type Fault =
  | 'none'
  | 'before'
  | 'lost-answer'
  | 'late'
  | 'throttle'
  | 'conflict'
  | 'twice'
  | 'kill-before'
  | 'kill-after'
  | 'freeze';

export interface Faults {
  /** The probability of each fault of a call. */
  readonly of: Readonly<Partial<Record<Fault, number>>>;
  /** That the clock leaps, at a step. */
  readonly leap: number;
  /** That a message or a stream record is delivered a second time. */
  readonly twice: number;
}

/** As rough as leaves some calls alone: a consumer of ten calls still succeeds two times in three. */
export const rough: Faults = {
  of: {
    before: 0.004,
    'lost-answer': 0.006,
    late: 0.004,
    throttle: 0.003,
    conflict: 0.01,
    twice: 0.006,
    'kill-before': 0.003,
    'kill-after': 0.005,
    freeze: 0.004,
  },
  leap: 0.002,
  twice: 1,
};

/** Which faults a call of each service can have: only a table throttles like this; a mail is never sent again by the SDK. */
const possible: Readonly<Record<Service, readonly Fault[]>> = {
  dynamodb: ['before', 'lost-answer', 'late', 'throttle', 'conflict', 'twice', 'kill-before', 'kill-after', 'freeze'],
  objects: ['before', 'lost-answer', 'late', 'throttle', 'twice', 'kill-before', 'kill-after', 'freeze'],
  messages: ['before', 'lost-answer', 'late', 'throttle', 'twice', 'kill-before', 'kill-after', 'freeze'],
  mail: ['before', 'lost-answer', 'throttle', 'kill-before', 'kill-after'],
  http: ['before', 'lost-answer', 'kill-before'],
  provider: ['before', 'lost-answer', 'late', 'kill-before', 'kill-after', 'freeze'],
};
const isRead = (label: string): boolean => /^(Get|BatchGet|Query)/.test(label);

export const faultOf = (chance: Chance, faults: Faults, service: Service, label: string): Fault => {
  let roll = chance();
  for (const fault of possible[service]) {
    roll -= faults.of[fault] ?? 0;
    // Only writes conflict, and a read that comes late has no effect.
    if (roll < 0) return isRead(label) && (fault === 'conflict' || fault === 'late') ? 'throttle' : fault;
  }
  return 'none';
};

/** An error as the SDK throws it. */
const thrown = (name: string, more: object = {}): Error => Object.assign(new Error(name), { name }, more);

/** What the caller of a call to DynamoDB sees; `input` is the command's. */
export const dynamodbError = (input: Readonly<Record<string, unknown>>, command: string) => (fault: Fault) => {
  const $metadata = { httpStatusCode: 400, attempts: 4 };
  const items = input['TransactItems'] as unknown[] | undefined;
  if (fault === 'conflict' && items) {
    const CancellationReasons = items.map((_, index) => ({ Code: index === 0 ? 'TransactionConflict' : 'None' }));
    return thrown('TransactionCanceledException', { $metadata, CancellationReasons });
  }
  if (fault === 'conflict' && /^(Put|Update|Delete)/.test(command))
    return thrown('TransactionConflictException', { $metadata });
  if (fault === 'throttle' && items) {
    const CancellationReasons = items.map(() => ({ Code: 'ThrottlingError' }));
    return thrown('TransactionCanceledException', { $metadata, CancellationReasons });
  }
  if (fault === 'throttle' || fault === 'conflict')
    return thrown('ProvisionedThroughputExceededException', { $metadata });
  return connectionError(fault);
};

/** A connection that broke before anything was sent, or an answer that did not come in time. */
export const connectionError = (fault: Fault): Error =>
  fault === 'before'
    ? thrown('Error', { code: 'ECONNRESET', $metadata: { attempts: 4 } })
    : fault === 'throttle'
      ? thrown('TooManyRequestsException', { $metadata: { httpStatusCode: 429, attempts: 4 } })
      : thrown('TimeoutError', { $metadata: { attempts: 4 } });
