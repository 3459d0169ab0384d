import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withExamples } from '../../functions/platform/openapi/sample-examples.ts';
import type { Sample } from '../../local/triggers/trigger-event.ts';

const EVENTS = join(import.meta.dirname, '../..', 'events');

/** Reads a function's plain sample with something of the right form in the place of its `$NAME`s. */
export const sampleOf = (functionId: string): Sample =>
  JSON.parse(withExamples(readFileSync(join(EVENTS, `${functionId}.json`), 'utf8')));
