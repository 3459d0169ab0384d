import { loadStack } from '../../../stack/load.js';

/** A function that has dead letters: `orders-expire-order`, what fills them, and whether they are in groups. */
export interface Consumer {
  readonly name: string;
  readonly groups: boolean;
  readonly kind: 'queue' | 'upload' | 'stream' | 'schedule';
}

let found: Promise<Consumer[]> | undefined;

/** Every consumer of the stack: read from the source when run from it, frozen into the bundle when packaged. */
export const consumers = (): Promise<Consumer[]> => {
  found ??= read();
  return found;
};

const read = async (): Promise<Consumer[]> =>
  (await loadStack()).functions.flatMap(({ module, file, kind, trigger }) =>
    kind === 'http' ? [] : [{ name: `${module}-${file}`, kind, groups: 'queue' in trigger && trigger.queue.groups }],
  );
