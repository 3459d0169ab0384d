import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { env } from '#lib/env.ts';
import type { Setting, Settings, Statements } from '#lib/settings.ts';
import type { Variable } from './model.ts';

const root = join(import.meta.dirname, '..');

/** What every module states, by its name; the variables of every function under `lib`. */
export type StatedSettings = Readonly<Record<string, Statements>>;

/** Reads what lib/env.ts and every `functions/<module>/settings.ts` state; importing them has no effect. */
export const loadSettings = async (): Promise<StatedSettings> => {
  const files = globSync('functions/*/settings.ts', { cwd: root }).sort();
  const stated = await Promise.all(
    files.map(async (file) => {
      const stated = Object.values(await import(pathToFileURL(join(root, file)).href)).filter(isSettings);
      return [basename(dirname(file)), Object.assign({}, ...stated.map(({ statements }) => statements))] as const;
    }),
  );
  return { lib: env.statements, ...Object.fromEntries(stated) };
};

/** What a `settings.ts` exports beside it (what is read together is one; a module may have several). */
const isSettings = (value: unknown): value is Settings => typeof value === 'function' && 'statements' in value;

/** Variables that follow from the stage's name and the deployment itself: no stage file gives them. */
export const derived: ReadonlySet<string> = new Set([
  'STAGE',
  'EVENTS_TOPIC_ARN',
  'QUEUE_BASE_URL',
  'BUCKET_PREFIX',
  'REGION',
  'URL_SUFFIX',
  'API_KEYS',
  'RATE_LIMITS',
  // The SDK's own; on AWS its clients find their endpoints themselves.
  'AWS_ENDPOINT_URL_S3',
  // Of the local run, which changes it when its demo shop is in.
  'DEMO_SHOP',
]);

/**
 * The variables of a function: what every function has, and what the modules state that it runs.
 * @param modules the function's module and the closure of its `calls`
 * @throws Error when two modules state one name differently
 */
export const variablesOf = (stated: StatedSettings, modules: readonly string[]): Record<string, Setting> => {
  const variables: Record<string, Setting> = {};
  for (const module of ['lib', ...modules]) {
    for (const [name, setting] of Object.entries(stated[module] ?? {})) {
      const before = variables[name];
      if (before && described(before) !== described(setting))
        throw new Error(`settings: ${name} is stated in two ways, once by ${module}`);
      variables[name] = setting;
    }
  }
  return variables;
};

/**
 * The same with what a stage file gives them: a text, or the version of a secret. One that is not given has its default.
 * @param without names that are left out
 * @throws Error when one of those is no variable of these modules
 */
export const variablesFor = (
  stated: StatedSettings,
  modules: readonly string[],
  given: { readonly values: Readonly<Record<string, string>>; readonly secrets: Readonly<Record<string, string>> },
  without: readonly string[] = [],
): Variable[] => {
  const variables = variablesOf(stated, modules);
  const unknown = without.filter((name) => !(name in variables));
  if (unknown.length > 0)
    throw new Error(`functions/${modules[0]}/stack.yml: there is no ${unknown.join(', ')} to be without.`);
  return Object.entries(variables).flatMap(([name, { secret }]): Variable[] => {
    if (without.includes(name)) return [];
    const text = given.values[name];
    if (!secret) return text === undefined ? [] : [{ name, value: text }];
    const version = given.secrets[secret.name];
    return version ? [{ name, value: { name: secret.name, field: secret.field ?? '', version } }] : [];
  });
};

/** Every variable of the stack. @throws Error when two modules state one name differently */
export const allVariables = (stated: StatedSettings): Record<string, Setting> =>
  variablesOf(stated, Object.keys(stated));

/** A statement as a text, to compare it by: its sentence, its secret, its form, and its default. */
const described = ({ about, secret, schema }: Setting): string =>
  JSON.stringify([about, secret ?? null, z.toJSONSchema(schema, { io: 'input' }), z.safeParse(schema, undefined)]);

/** Whether a function can do without a value of this variable. */
export const isOptional = ({ schema }: Setting): boolean => z.safeParse(schema, undefined).success;
