import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type EventDefinition, type EventList, eventListOf } from '#lib/event.ts';

const root = join(import.meta.dirname, '../../..');

/** Where facts of a type are listed by day, and in whose table. */
export interface ListedType {
  readonly type: string;
  readonly module: string;
  readonly list: EventList;
}
let found: Promise<ListedType[]> | undefined;

/** The types of all kept facts, from every `events.ts`: read from the source, frozen into the bundle when packaged. */
export const eventLists = (): Promise<ListedType[]> => {
  found ??= read();
  return found;
};

const read = async (): Promise<ListedType[]> => {
  const lists = globSync('functions/*/events.ts', { cwd: root }).map(async (file): Promise<ListedType[]> => {
    const module = basename(dirname(file));
    const exported: object = await import(pathToFileURL(join(root, file)).href);
    const definitions = Object.values(exported).filter((one): one is EventDefinition => one?.kind === 'event');
    const kept = definitions.filter(({ derived }) => !derived);
    return kept.map((definition) => ({ type: definition.type, module, list: eventListOf(definition) }));
  });
  return (await Promise.all(lists)).flat();
};
