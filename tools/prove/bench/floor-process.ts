import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FloorAnswer, FloorAsked, FloorReady } from './floor.ts';

export interface Floor {
  /** Engine calls of a whole purchase, its consumers' included. */
  readonly callsOfAPurchase: number;
  measure(asked: FloorAsked): Promise<FloorAnswer>;
  stop(): Promise<void>;
}

/** Starts the floor program on a data folder of its own, with the calls that were recorded on that folder. */
export const startFloor = async (folder: string, recording: string): Promise<Floor> => {
  const child = fork(join(import.meta.dirname, 'floor.ts'), [folder, recording]);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the floor ended with ${code}`);
  });
  ended.catch(() => undefined);
  const next = async <T>(): Promise<T> => ((await Promise.race([once(child, 'message'), ended])) as [T])[0];
  const { calls } = await next<FloorReady>();
  return {
    callsOfAPurchase: calls,
    measure(asked) {
      const answer = next<FloorAnswer>();
      child.send(asked);
      return answer;
    },
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
};
