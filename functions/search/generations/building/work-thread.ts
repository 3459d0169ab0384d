/** A thread that works at one index file; see work-file.ts. */
import { parentPort } from 'node:worker_threads';
import { IndexFileRefused } from '../../index-file/schema.ts';
import { type Answer, type Told, worker } from './work-file.ts';

const work = worker();
const answer = (told: Told): Answer => {
  try {
    return { result: work(told) };
  } catch (error) {
    return error instanceof IndexFileRefused ? { refused: error.message } : { error };
  }
};
parentPort?.on('message', (told: Told) => parentPort?.postMessage(answer(told)));
