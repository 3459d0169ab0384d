import type { SearchEngine } from '../engine.ts';
import { createChangeLog } from './change-log.ts';
import { createCopy } from './copy.ts';

/** What reads and takes in: all that a route, or the consumer of an event, needs of the engine. */
export type Reading = Pick<SearchEngine, 'take' | 'current'>;

export const changes = createChangeLog();
const copy = createCopy();

/**
 * The embedded engine: a log of changes in DynamoDB, files and packs of the log in S3, and this environment’s own copy. What
 * builds the files (`maintain`) lies in building/, apart, since S3’s client is no part of a route.
 */
export const generations: Reading = { take: changes.take, current: copy.current };
