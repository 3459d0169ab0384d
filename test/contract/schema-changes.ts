import type { Any } from './templates.ts';

/** What a consumer of `before` could stumble over in `now`: empty when only optional fields were added. */
export const breaks = (before: Any, now: Any, path = ''): string[] => {
  if (before.type === 'object' && now.type === 'object' && before.properties) {
    const [was, is] = [before.required ?? [], now.required ?? []];
    return [
      ...Object.entries<Any>(before.properties).flatMap(([name, schema]) =>
        now.properties?.[name]
          ? breaks(schema, now.properties[name], `${path}/${name}`)
          : [`${path}/${name} was removed`],
      ),
      ...is.filter((name: string) => !was.includes(name)).map((name: string) => `${path}/${name} is newly required`),
      ...was
        .filter((name: string) => !is.includes(name) && now.properties?.[name])
        .map((name: string) => `${path}/${name} is no longer certain`),
    ];
  }
  if (before.type === 'array' && now.type === 'array') return breaks(before.items ?? {}, now.items ?? {}, `${path}/[]`);
  if (before.anyOf?.length && before.anyOf.length === now.anyOf?.length) {
    return before.anyOf.flatMap((one: Any, index: number) => breaks(one, now.anyOf[index], path));
  }
  return JSON.stringify(before) === JSON.stringify(now) ? [] : [`${path} is of another kind`];
};
