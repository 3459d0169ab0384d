import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Schema } from '#lib/contract.ts';
import type { EventDefinition } from '#lib/event.ts';
import { loadStack } from '../../../stack/load.js';
import { type Operation, openApi } from '../openapi/open-api.ts';
import { isSchema, type Sample } from '../openapi/parameters.ts';
import { withExamples } from '../openapi/sample-examples.ts';
import { version } from './version.ts';

const root = join(import.meta.dirname, '../../..');
let found: Promise<string> | undefined;

/** The OpenAPI document as JSON: generated when run from source, frozen into the bundle when packaged. */
export const openApiJson = (): Promise<string> => {
  found ??= generate();
  return found;
};

const generate = async (): Promise<string> => {
  const { functions } = await loadStack();
  const operations = functions.flatMap(({ module, file, exports: { contract } }): Operation[] => {
    if (!contract || contract.hidden) return [];
    const { call } = contract;
    if (call === undefined) throw new Error(`openapi: the contract of ${module}/${file} names no call`);
    return [{ contract: { ...contract, call }, sample: sampleOf(module, file), answer: answerOf(module, file) }];
  });
  return JSON.stringify(openApi(operations, await publishedEvents(), await namedSchemas(), await version()));
};

/** Every event that a module publishes, by type. */
const publishedEvents = async (): Promise<EventDefinition[]> => {
  const files = globSync('functions/*/events.ts', { cwd: root });
  const modules = await Promise.all(files.map(async (file) => await import(pathToFileURL(join(root, file)).href)));
  const events = modules.flatMap((exported) => Object.values(exported as Record<string, EventDefinition>));
  return events.sort((a, b) => a.type.localeCompare(b.type));
};

/** The sample payload of a function, which makes the examples. */
const sampleOf = (module: string, name: string): Sample | undefined => {
  const [file] = globSync(`events/${module}/${name}.json`, { cwd: root });
  if (file === undefined) return undefined;
  return JSON.parse(withExamples(readFileSync(join(root, file), 'utf8'))) as Sample;
};

/** What a function answered to its sample; `npm run examples` records it. */
const answerOf = (module: string, name: string): Operation['answer'] => {
  const file = join(import.meta.dirname, '../examples', module, `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Operation['answer']) : undefined;
};

/** Rooms of a module that define no schema of the API: handlers, fixtures, providers' own formats, and this one. */
const elsewhere = /\.(test|fixture)\.ts$|[\\/](http|queue|schedule|stream|upload|fixtures|providers|system)[\\/]/;

/** Schemas are named in the document as they are in the code: what a module, or lib, exports. */
const namedSchemas = async (): Promise<Map<Schema, string>> => {
  const files = globSync(['lib/*.ts', 'functions/*/**/*.ts'], { cwd: root })
    .filter((file) => !elsewhere.test(file) && readFileSync(join(root, file), 'utf8').includes("from 'zod/mini'"))
    .sort();
  const names = new Map<Schema, string>();
  // `Problem` is what every refusal is, in the document.
  const taken = new Set(['Problem']);
  for (const file of files) {
    const exported = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      if (!isSchema(value) || names.has(value)) continue;
      const own = taken.has(name) ? `${capital(file.split(/[\\/]/)[1] ?? '')}${name}` : name;
      taken.add(own);
      names.set(value, own);
    }
  }
  return names;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replace(/\W.*/, '');
