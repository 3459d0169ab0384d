import { closestMatch } from 'leven';
import { refuse } from './tool.ts';

/** So many names are listed in a refusal; of more, only the nearest is named. */
const LISTED = 20;

/** Passes on a name that is known, and ends the process with code 2 and the nearest name for any other. */
export const known = (what: string, name: string, names: readonly string[]): string => {
  if (names.includes(name)) return name;
  const nearest = closestMatch(name, [...names], { maxDistance: Math.max(3, Math.floor(name.length / 2)) });
  if (nearest !== undefined) return refuse(`There is no ${what} ${name} (did you mean ${nearest}?)`);
  return refuse(`There is no ${what} ${name}${names.length > LISTED ? '' : `; there are ${names.join(', ')}`}.`);
};
