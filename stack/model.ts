import type { Handler, Stack } from './load.js';

/** Seconds that a function may run, by trigger, unless its file says otherwise. */
export const timeouts = { http: 10, queue: 30, schedule: 60, stream: 30, upload: 300 };

/** Seconds until a function is ended. */
export const timeoutOf = (handler: Handler): number => handler.exports.settings?.timeout ?? timeouts[handler.kind];

/** The modules that a module's functions run, itself first: the closure of `calls`. */
export const closureOf = (stack: Stack, name: string): string[] => {
  const seen = new Set([name]);
  for (const one of seen)
    for (const next of stack.modules.find((module) => module.name === one)?.calls ?? []) seen.add(next);
  return [...seen];
};
