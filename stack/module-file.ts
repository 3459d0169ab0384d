/** A module's stack.yml: what is not a function. */
import * as z from 'zod/mini';
import type { Area } from './model.ts';
import type { TableGrant } from './roles.ts';

const names = z.array(z.string());
const Grants = z.strictObject({
  table: z._default(
    z.array(
      z.strictObject({
        to: names,
        keys: names,
        actions: names,
      }),
    ),
    [],
  ),
  /** By queue file: the modules whose functions send to it. */
  queues: z._default(z.record(z.string(), names), {}),
  /** By bucket: the modules, or groups of one, whose functions read its objects. */
  objects: z._default(z.record(z.string(), names), {}),
});

/** Some functions of a module that have a role and an environment of their own. */
const Group = z.strictObject({
  /** Names of their files. */
  functions: names.check(z.minLength(1)),
  /** Which of the module's calls their code makes: of other modules they get neither grants nor variables. */
  calls: z._default(names, []),
  /** Variables of those modules that their code does not read. */
  without: z._default(names, []),
  /** They have the stage's edge forget what it keeps. */
  purges: z._default(z.boolean(), false),
});

const File = z.strictObject({
  /** Modules whose public.ts this one's code may import. */
  calls: z._default(names, []),
  /** Variables of those modules that its code does not read. */
  without: z._default(names, []),
  /** By name. Functions that are in none have the module's own role, with all of its calls. */
  groups: z._default(z.record(z.string().check(z.regex(/^[a-z]+$/)), Group), {}),
  /** What its bugs cost: which alarm they ring. */
  area: z._default(z.enum(['buying', 'money', 'telling', 'other']), 'other'),
  table: z.optional(z.strictObject({ indexes: z._default(z.array(z.literal('gsi1')), []) })),
  buckets: z._default(z.record(z.string(), z.strictObject({ expireDays: z.optional(z.int()) })), {}),
  grants: z._default(Grants, { table: [], queues: {}, objects: {} }),
  /** Metrics of lib/metric.ts that somebody is told of, with what they mean. */
  alarms: z._default(z.record(z.string(), z.string()), {}),
  /** It sends mail, from the stage's own address. */
  sends: z._default(z.boolean(), false),
  /** platform's exception: it reads events and works dead letters of all. */
  operates: z._default(z.boolean(), false),
});

/** S3 takes 63: `floodgate-`, a stage of 12, an account of 12 and a region of 14 leave so many to `<module>-<bucket>`. */
const BUCKET_LETTERS = 12;

export interface GroupFile extends z.infer<typeof Group> {
  readonly name: string;
}

export interface ModuleFile {
  readonly name: string;
  readonly calls: readonly string[];
  readonly without: readonly string[];
  readonly groups: readonly GroupFile[];
  readonly area: Area;
  readonly table: { readonly indexes: readonly string[] } | null;
  readonly buckets: readonly {
    readonly id: string;
    readonly expireDays: number | null;
    readonly abortUploadDays: number;
  }[];
  readonly grants: {
    readonly table: readonly TableGrant[];
    readonly queues: Readonly<Record<string, readonly string[]>>;
    readonly objects: Readonly<Record<string, readonly string[]>>;
  };
  readonly alarms: Readonly<Record<string, string>>;
  readonly sends: boolean;
  readonly operates: boolean;
}

/** Reads one. @throws with the place of each fault when it says what no module can */
export const readModule = (name: string, yaml: unknown): ModuleFile => {
  const read = z.safeParse(File, yaml ?? {});
  if (!read.success) throw new Error(`functions/${name}/stack.yml: ${z.prettifyError(read.error)}`);
  const { table, buckets, groups, ...said } = read.data;
  const long = Object.keys(buckets).find((id) => `${name}-${id}`.length > BUCKET_LETTERS);
  const unknown = Object.keys(said.grants.objects).find((id) => !Object.hasOwn(buckets, id));
  if (unknown) throw new Error(`functions/${name}/stack.yml: grants.objects: there is no bucket ${unknown}.`);
  if (long) throw new Error(`functions/${name}/stack.yml: ${name}-${long} has more than ${BUCKET_LETTERS} letters.`);
  return {
    name,
    ...said,
    groups: Object.entries(groups).map(([group, one]) => ({ name: group, ...one })),
    table: table ?? null,
    buckets: Object.entries(buckets).map(([id, { expireDays = null }]) => ({ id, expireDays, abortUploadDays: 1 })),
  };
};
