/** Parameters as Stripe's API takes them: form-encoded, nested by brackets (`a[b][0]=c`). */
export type Value = string | Value[] | { [name: string]: Value };
export type Parameters = { [name: string]: Value };

export const decodeForm = (text: string): Parameters => {
  const root: Parameters = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [...name.matchAll(/[^[\]]+/g)].map(([part]) => part);
    let at = root;
    for (const [depth, part] of path.entries()) {
      if (depth === path.length - 1) at[part] = value;
      else {
        const next = at[part];
        at[part] = typeof next === 'object' && !Array.isArray(next) ? next : {};
        at = at[part] as Parameters;
      }
    }
  }
  return listed(root) as Parameters;
};

/** `{ 0: a, 1: b }` is a list. */
const listed = (value: Value): Value => {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, one]): [string, Value] => [name, listed(one)]);
  return entries.length > 0 && entries.every(([name], index) => name === String(index))
    ? entries.map(([, one]) => one)
    : Object.fromEntries(entries);
};

export const textAt = (from: Value | undefined, ...path: string[]): string | undefined => {
  let at: Value | undefined = from;
  for (const part of path) {
    if (typeof at !== 'object') return undefined;
    at = Array.isArray(at) ? at[Number(part)] : at[part];
  }
  return typeof at === 'string' ? at : undefined;
};

export const recordAt = (from: Parameters, ...path: string[]): Record<string, string> => {
  let at: Value | undefined = from;
  for (const part of path) at = typeof at === 'object' && !Array.isArray(at) ? at[part] : undefined;
  const entries = typeof at === 'object' && !Array.isArray(at) ? Object.entries(at) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
};

export const listAt = (from: Parameters, name: string): string[] => {
  const value = from[name];
  return Array.isArray(value) ? value.map(String) : [];
};
