import { Agent } from 'node:http';
import { nowMs, sleep } from '#lib/clock.ts';
import { exchange } from '../../../local/engines/exchange.ts';
import type { ReadObject } from './object.ts';

/** An answer as a reader received it. Times are milliseconds since 1970. */
export interface Received<O extends ReadObject = ReadObject> {
  readonly object: O;
  readonly start: number;
  readonly end: number;
  /** 0 when the connection broke before an answer. */
  readonly status: number;
  readonly text: string;
}

/** How much is read, of what, and what is done with each answer. */
export interface Load<O extends ReadObject> {
  /** `http://host:port` of the edge. */
  readonly edge: string;
  readonly objects: readonly O[];
  /** Requests a second, whatever is answered: readers do not wait for each other. */
  readonly rate: number;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: () => number;
  readonly each: (received: Received<O>) => void;
}

/** Requests leave in groups this far apart at most. */
const TICK_MS = 5;

/**
 * Reads objects in turn at an even rate, open-loop: a request is sent when its time has come, however many wait. Resolves
 * when the last one is answered; answers how many there were.
 */
export const readAll = async <O extends ReadObject>({ edge, objects, rate, from, until, each }: Load<O>) => {
  const { hostname, port } = new URL(edge);
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const open = new Set<Promise<void>>();
  const ask = async (object: O): Promise<void> => {
    const start = nowMs();
    const received = await exchange({ agent, hostname, port, path: object.path }).then(
      ({ status, body }) => ({ status, text: body.toString('utf8') }),
      () => ({ status: 0, text: '' }),
    );
    each({ object, start, end: nowMs(), ...received });
  };
  await sleep(Math.max(0, from - nowMs()));
  let sent = 0;
  while (nowMs() < until()) {
    for (const due = ((nowMs() - from) * rate) / 1000; sent < due; sent += 1) {
      const asked = ask(objects[sent % objects.length] as O);
      open.add(asked);
      void asked.finally(() => open.delete(asked));
    }
    await sleep(TICK_MS);
  }
  await Promise.all(open);
  agent.destroy();
  return sent;
};
