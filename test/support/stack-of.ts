import { BASE_PATH } from '../../stack/api.ts';
import { stackOf as stackFrom } from '../../stack/load.js';
import type { Declared, Exports, Kind, LoadedFunction, Stack } from '../../stack/model.ts';
import { describeFunction } from '../../stack/triggers.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test's function takes the event of its trigger.
type Handler = (event: any, context: any) => unknown;

/** A function of a stack that a test makes up; a queue's concurrency is 2 unless it says otherwise. */
export const fn =
  (kind: Kind, module: string, file: string, handler: Handler, exports: Declared = {}) =>
  (stage: string): LoadedFunction => {
    const place = { stage, module, kind, file, path: `functions/${module}/${kind}/${file}.ts` };
    const consumes = kind === 'queue' || kind === 'upload';
    const declared = consumes ? { ...exports, settings: { concurrency: 2, ...exports.settings } } : exports;
    return {
      ...describeFunction(place, declared, BASE_PATH),
      exports: { ...declared, handler } as unknown as Exports,
    };
  };

/** A stack of such functions: each module has a table, and the buckets that are named. */
export const stackOf =
  (functions: readonly ReturnType<typeof fn>[], buckets: Record<string, string[]> = {}) =>
  (stage: string): Stack => {
    const loaded = functions.map((one) => one(stage));
    const modules = [...new Set(loaded.map(({ module }) => module))].map((name) => ({
      name,
      calls: [],
      without: [],
      groups: [],
      area: 'other' as const,
      table: { indexes: [] },
      buckets: (buckets[name] ?? []).map((id) => ({ id, expireDays: null, abortUploadDays: 1 })),
      grants: { table: [], queues: {}, objects: {} },
      alarms: {},
      sends: false,
      operates: false,
    }));
    return stackFrom({ name: stage, values: {}, secrets: {}, pager: null, edge: null }, modules, loaded, {});
  };
