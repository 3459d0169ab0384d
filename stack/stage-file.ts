import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as yaml from 'js-yaml';
import * as z from 'zod/mini';
import { allVariables, derived, isOptional, type StatedSettings } from './settings.ts';
import { namedRules, type Stage, stageRules, TokenKey } from './stage-rules.ts';

export type { Stage, TokenKey } from './stage-rules.ts';

/** The folder of all stage files. */
export const STAGES = join(import.meta.dirname, 'stages');

export const stageName = z.string().check(z.regex(/^[a-z0-9]{2,12}$/));

const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** What a stage file may say. Values of `settings` are checked against what the modules state. */
export const StageFile = z.strictObject({
  settings: z.record(z.string(), Value),
  /** By the secret's name without `floodgate-<stage>-`: the id of the version that the stage runs with. */
  secrets: z._default(z.record(z.string(), z.string().check(z.regex(/^[A-Za-z0-9-]{32,64}$/))), {}),
  tokenKeys: z.array(TokenKey).check(z.minLength(1)),
  /** Whom alarms reach: a mail address, an `https://` address, or a telephone number. */
  pager: z.optional(z.string().check(z.regex(/^(\S+@\S+|https:\/\/\S+|\+\d{6,15})$/))),
  /** The name under which the edge is reached, and the certificate for it: CloudFront takes them from us-east-1 only. */
  edge: z.optional(
    z.strictObject({
      name: z.string().check(z.regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/)),
      certificate: z.string().check(z.regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/)),
    }),
  ),
  /** Invocations that run at once in its account and region (Service Quotas says), and what others there have reserved. */
  concurrency: z.optional(
    z.strictObject({
      account: z.int().check(z.gte(1), z.lte(1_000_000)),
      others: z._default(z.int().check(z.gte(0)), 0),
    }),
  ),
});
export type StageFile = z.infer<typeof StageFile>;

/** A value as the text of a variable: yes and no are `1` and `0`, a list has commas. */
const text = (value: z.infer<typeof Value>): string =>
  typeof value === 'boolean' ? (value ? '1' : '0') : Array.isArray(value) ? value.join(',') : String(value);

/**
 * Checks a stage file against the settings of the whole stack.
 * @param content parsed YAML
 * @throws Error with one message that lists everything that is missing, unknown, malformed or refused
 */
export const stageOf = (name: string, content: unknown, stated: StatedSettings): Stage => {
  const faults: string[] = [];
  if (!z.safeParse(stageName, name).success) faults.push('a stage’s name has 2 to 12 lower-case letters and digits');
  const read = z.safeParse(StageFile, content ?? {});
  if (!read.success) {
    faults.push(...read.error.issues.flatMap(faultsOf));
    throw refused(name, faults);
  }
  const { settings, secrets, tokenKeys, pager = null, edge = null, concurrency = null } = read.data;
  const values = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, text(value)]));
  faults.push(...settingFaults(values, stated), ...secretFaults(secrets, stated));
  const ids = tokenKeys.map(({ id }) => id);
  if (new Set(ids).size < ids.length) faults.push('tokenKeys: one id stands twice');
  const stage = { name, values, secrets, tokenKeys, pager, edge, concurrency };
  for (const rule of stageRules) if (rule.broken(stage)) faults.push(rule.sentence);
  if (faults.length > 0) throw refused(name, faults);
  return stage;
};

const refused = (name: string, faults: readonly string[]): Error =>
  new Error(`stack/stages/${name}.yml is refused:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);

const faultsOf = (issue: z.core.$ZodIssue): string[] => {
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${[at, key].filter(Boolean).join('.')}: unknown`);
  const missing = issue.code === 'invalid_type' && issue.input === undefined && !/undefined/.test(issue.expected);
  return [`${at}: ${missing ? 'missing' : 'malformed'}`];
};

const settingFaults = (values: Stage['values'], stated: StatedSettings): string[] => {
  const variables = allVariables(stated);
  const given = Object.entries(values).flatMap(([name, value]) => {
    const one = variables[name];
    if (!one) return [`settings.${name}: unknown`];
    if (one.secret) return [`settings.${name}: a secret; put its version under secrets.${one.secret.name}`];
    if (derived.has(name)) return [`settings.${name}: follows from the stage`];
    const well = z.safeParse(one.schema, value).success && (namedRules[name]?.holds(value) ?? true);
    return well ? [] : [`settings.${name}: malformed. ${one.about}`];
  });
  const missing = Object.entries(variables).flatMap(([name, one]) =>
    one.secret || derived.has(name) || name === 'API_URL' || name in values || isOptional(one)
      ? []
      : [`settings.${name}: missing. ${one.about}`],
  );
  return [...given, ...missing];
};

const secretFaults = (versions: Stage['secrets'], stated: StatedSettings): string[] => {
  const secrets = Object.values(allVariables(stated)).flatMap((one) =>
    one.secret ? [{ name: one.secret.name, about: one.about, needed: !isOptional(one) }] : [],
  );
  return [
    ...Object.keys(versions)
      .filter((name) => !secrets.some((one) => one.name === name))
      .map((name) => `secrets.${name}: unknown`),
    ...secrets
      .filter(({ name, needed }) => needed && !(name in versions))
      .map(({ name, about }) => `secrets.${name}: missing. ${about}`),
  ];
};

/** The path of a stage's file. */
export const stageFile = (name: string, folder = STAGES): string => join(folder, `${name}.yml`);

/** Reads a stage's file. @throws Error with everything that is wrong with it, or that there is none */
export const loadStage = (name: string, stated: StatedSettings, folder = STAGES): Stage => {
  let content: string;
  try {
    content = readFileSync(stageFile(name, folder), 'utf8');
  } catch {
    throw new Error(`There is no stack/stages/${name}.yml: copy one of its neighbours and say what this stage is.`);
  }
  return stageOf(name, yaml.load(content), stated);
};
