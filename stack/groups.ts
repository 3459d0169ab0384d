/** The roles of a module: one for each group that its stack.yml names, and one for all other functions of it. */
import type { GroupFile, ModuleFile } from './module-file.ts';

/** A role as a module's stack.yml says it. */
export interface SaidRole extends Omit<GroupFile, 'functions'> {
  /** Names of the files of its functions. */
  readonly functions: readonly string[];
}

/**
 * Finds the roles of a module.
 * @param files of its functions
 * @throws Error with every function that is in two groups or is not there, and every call that is not the module's
 */
export const saidRoles = (
  { name, calls, without, groups }: Pick<ModuleFile, 'name' | 'calls' | 'without' | 'groups'>,
  files: readonly string[],
): SaidRole[] => {
  const groupsOf = (file: string): number => groups.filter(({ functions }) => functions.includes(file)).length;
  const faults = [
    ...files.filter((file) => groupsOf(file) > 1).map((file) => `${file} is in more than one group`),
    ...groups.flatMap((group) => [
      ...group.functions.filter((file) => !files.includes(file)).map((file) => `there is no function ${file}`),
      ...group.calls
        .filter((call) => !calls.includes(call))
        .map((call) => `${group.name} calls ${call}, the module does not`),
    ]),
  ];
  if (faults.length > 0) throw new Error(`functions/${name}/stack.yml: ${faults.join('; ')}.`);
  const others = files.filter((file) => groupsOf(file) === 0);
  return [
    ...(others.length > 0 || groups.length === 0
      ? [{ name, functions: others, calls: [...calls], without: [...without], purges: false }]
      : []),
    ...groups.map((group) => ({ ...group, name: `${name}-${group.name}` })),
  ];
};
