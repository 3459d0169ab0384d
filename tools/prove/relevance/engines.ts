import { embedded } from './embedded.ts';
import type { IndexOf } from './measure.ts';
import { opensearch } from './opensearch.ts';

/** The engines that can be measured; the first one is, when none is named. */
export const engines = { embedded, opensearch } as const satisfies Readonly<Record<string, IndexOf>>;
export type EngineName = keyof typeof engines;
export const engineNames = Object.keys(engines) as [EngineName, ...EngineName[]];
