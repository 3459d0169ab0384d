/**
 * Names in the cluster, all with the beginning of their stage (`floodgate-<stage>`): an index for each generation, an alias
 * for what is written to it, and one for what is searched.
 */
export const indexName = (name: string, generation: number): string => `${name}-search-${generation}`;
/** Documents are sent to an alias, and only an alias: so an index that was deleted is not made anew, without a mapping. */
export const writeAlias = (name: string, generation: number): string => `${indexName(name, generation)}-write`;
export const searchAlias = (name: string): string => `${name}-search`;
/** The generation of an index; undefined for a name of something else. */
export const generationOf = (name: string, index: string): number | undefined => {
  const number = index.startsWith(`${name}-search-`) ? index.slice(`${name}-search-`.length) : '';
  return /^\d+$/.test(number) ? Number(number) : undefined;
};
