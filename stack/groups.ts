/** The roles of a module: one for all its functions, or one for each group that its stack.yml names. */
import type { GroupFile, ModuleFile } from './module-file.ts';

/** A role as a module's stack.yml says it. */
export interface SaidRole extends Omit<GroupFile, 'functions'> {
  /** Names of the files of its functions. */
  readonly functions: readonly string[];
}

/**
 * Finds the roles of a module.
 * @param files of its functions
 * @throws Error with every function that is in no group or in two, and every call that is not the module's
 */
export const saidRoles = (
  { name, calls, groups }: Pick<ModuleFile, 'name' | 'calls' | 'groups'>,
  files: readonly string[],
): SaidRole[] => {
  if (groups.length === 0) return [{ name, functions: files, calls: [...calls], without: [] }];
  const faults = [
    ...files.flatMap((file) => {
      const count = groups.filter(({ functions }) => functions.includes(file)).length;
      return count === 1 ? [] : [`${file} is in ${count === 0 ? 'no group' : 'more than one group'}`];
    }),
    ...groups.flatMap((group) => [
      ...group.functions.filter((file) => !files.includes(file)).map((file) => `there is no function ${file}`),
      ...group.calls
        .filter((call) => !calls.includes(call))
        .map((call) => `${group.name} calls ${call}, the module does not`),
    ]),
  ];
  if (faults.length > 0) throw new Error(`functions/${name}/stack.yml: ${faults.join('; ')}.`);
  return groups.map((group) => ({ ...group, name: `${name}-${group.name}` }));
};
