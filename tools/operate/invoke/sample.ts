import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Sample } from '../../../local/triggers/trigger-event.ts';
import { valuesOf } from './sample-values.ts';
import type { ShopClient } from './shop-client.ts';

const EVENTS = join(import.meta.dirname, '../../..', 'events');

/** Lists the cases of a function's samples, beside the plain one. */
export const casesOf = (id: string): string[] =>
  globSync(`${id}.*.json`, { cwd: EVENTS })
    .map((file) => basename(file).split('.').slice(1, -1).join('.'))
    .sort();

/**
 * Reads a sample and puts values in the place of its `$NAME`s: `$ADMIN` the administrator's key, `$STAGE` the stage's
 * name, the others as sample-values.ts says, which may make what they name in the shop.
 * @throws Error for a name that has no value, and when the shop refuses to make one
 */
export const readSample = async (id: string, name: string | undefined, shop: ShopClient): Promise<Sample> => {
  const file = `${id}${name === undefined ? '' : `.${name}`}.json`;
  let text = readFileSync(join(EVENTS, file), 'utf8');
  const values = valuesOf(shop);
  const names = [...new Set(text.match(/\$[A-Z][A-Z_]*/g) ?? [])];
  // The longest first: $ORDER is the beginning of $ORDER_TOKEN.
  for (const one of names.sort((a, b) => b.length - a.length)) {
    const value = await values(one.slice(1));
    if (value === undefined) throw new Error(`events/${file}: ${one} has no value`);
    text = text.replaceAll(one, value);
  }
  return JSON.parse(text) as Sample;
};
