import { setTimeout as wait } from 'node:timers/promises';
import type { Limits } from '../limits.ts';
import { joinBatches, splitBatch } from './batch.ts';
import { createConflicts } from './conflicts.ts';
import { type Answer, asAsked, consumedBy, leastOf } from './consumption.ts';
import { cancelled, conflicting, inProgress, throttled } from './refusals.ts';
import { type Body, type Request, type RequestItems, requestOf, type Touch } from './request.ts';
import { createThroughput } from './throughput.ts';

/** Sends a call on, and brings the body of the engine's answer or refusal (which has a `__type`). */
export type Engine = (body: Body) => Promise<Answer>;

/** A call that has arrived: what it is, and the places of those of its items whose keys have no units left. */
interface Call {
  readonly request: Request;
  readonly body: Body;
  readonly engine: Engine;
  readonly refusedAt: readonly number[];
}

const itemsOf = (touches: readonly Touch[]): string[] => touches.map(({ item = '' }) => item);

/** What is malformed is the engine's to refuse. */
const understood = (action: string, body: Body): Request | undefined => {
  try {
    return requestOf(action, body);
  } catch {
    return undefined;
  }
};

/** The limits as a whole: `call` puts one call of DynamoDB's API under them. Nothing is kept over a restart. */
export const createLimits = (limits: Limits) => {
  const throughput = createThroughput(limits);
  const conflicts = createConflicts();
  const tokens = new Set<string>();
  /** Of `requests` that have a limit here: items refused for want of units, and because somebody else was at them. */
  const counts = { requests: 0, throttled: 0, conflicts: 0 };

  /**
   * The engine's answer, in the form that the caller asked for. The least that each item can cost is taken from its key's
   * bucket at once, so that a crowd does not get in on one unit, and the rest when it is known.
   */
  const send = async ({ request, body, engine }: Call, delayMs = 0): Promise<Answer> => {
    const take = (units: readonly number[]): void => {
      const now = performance.now();
      for (const [place, { partition }] of request.touches.entries())
        throughput.take(request.unit, partition, units[place] ?? 0, now);
    };
    const least = request.touches.map((touch) => leastOf(request, touch));
    take(least);
    if (delayMs > 0) await wait(delayMs);
    const answer = await engine({ ...body, ReturnConsumedCapacity: 'INDEXES' });
    take(consumedBy(request, answer).map((units, place) => units - (least[place] ?? 0)));
    return asAsked(answer, body.ReturnConsumedCapacity);
  };

  const single = async (call: Call): Promise<Answer> => {
    const { unit, touches } = call.request;
    if (touches[0] && call.refusedAt.length > 0) return throttled(unit, touches[0]);
    if (unit === 'read') return send(call);
    const entry = conflicts.enter('write', itemsOf(touches));
    if ('conflicts' in entry) {
      counts.conflicts += 1;
      return conflicting();
    }
    return send(call).finally(entry.leave);
  };

  /** Each item is a request of its own: what cannot be done now is answered as unprocessed. */
  const batch = async (call: Call): Promise<Answer> => {
    const { request, body, refusedAt } = call;
    const { unit, touches } = request;
    const [first] = refusedAt.map((place) => touches[place]);
    if (first && refusedAt.length === touches.length) return throttled(unit, first);
    const heldBack = new Set(refusedAt);
    const entered: (() => unknown)[] = [];
    for (const [place, { item = '' }] of touches.entries()) {
      if (unit === 'read' || heldBack.has(place)) continue;
      const entry = conflicts.enter('write', [item]);
      if ('leave' in entry) entered.push(entry.leave);
      else {
        counts.conflicts += 1;
        heldBack.add(place);
      }
    }
    const { sent, unprocessed } = splitBatch(body.RequestItems ?? {}, heldBack);
    const left = unit === 'read' ? 'UnprocessedKeys' : 'UnprocessedItems';
    try {
      const none = unit === 'read' ? { Responses: {}, [left]: {} } : { [left]: {} };
      const going = { ...request, touches: touches.filter((_, place) => !heldBack.has(place)) };
      const answer =
        going.touches.length === 0
          ? none
          : await send({ ...call, request: going, body: { ...body, RequestItems: sent } });
      if (answer.__type !== undefined) return answer;
      return { ...answer, [left]: joinBatches((answer[left] ?? {}) as RequestItems, unprocessed) };
    } finally {
      for (const leave of entered) leave();
    }
  };

  /** All or none. A write transaction keeps its items from its arrival until it is done, and commits at the end of it. */
  const transaction = async (call: Call): Promise<Answer> => {
    const { request, body, refusedAt } = call;
    const { unit, touches } = request;
    const token = unit === 'write' ? body.ClientRequestToken : undefined;
    if (token !== undefined && tokens.has(token)) return inProgress();
    const operation = unit === 'write' ? 'write-transaction' : 'read-transaction';
    const entry = conflicts.enter(operation, itemsOf(touches));
    const met = 'conflicts' in entry ? entry.conflicts : [];
    counts.conflicts += met.length;
    if (!('leave' in entry)) return cancelled(touches.length, refusedAt, met);
    if (token !== undefined) tokens.add(token);
    try {
      if (refusedAt.length > 0) return cancelled(touches.length, refusedAt, []);
      const answer = await send(call, limits.transactionMs);
      const overtaken = entry.leave();
      counts.conflicts += overtaken.length;
      return overtaken.length > 0 ? cancelled(touches.length, [], overtaken) : answer;
    } finally {
      entry.leave();
      if (token !== undefined) tokens.delete(token);
    }
  };

  return {
    counts: (): Readonly<typeof counts> => ({ ...counts }),
    hottest: throughput.hottest,
    /** Answers as AWS's DynamoDB would; nothing for a call that has no limit here. */
    call(action: string, body: Body, engine: Engine): Promise<Answer> | undefined {
      const request = understood(action, body);
      if (!request) return undefined;
      const now = performance.now();
      const refusedAt = request.touches.flatMap(({ partition }, place) =>
        throughput.isOpen(request.unit, partition, now) ? [] : [place],
      );
      counts.requests += 1;
      counts.throttled += refusedAt.length;
      const call = { request, body, engine, refusedAt };
      return { single, batch, transaction }[request.form](call);
    },
  };
};
export type LimitedEngine = ReturnType<typeof createLimits>;
