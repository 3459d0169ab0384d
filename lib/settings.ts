import * as z from 'zod/mini';
import type { Schema } from './contract.ts';

/** A variable of a function's environment: what it means, and the form of its text. */
export interface Setting<S extends Schema = Schema> {
  /** One sentence, with the unit of a number. */
  readonly about: string;
  readonly schema: S;
  /** Where a deployed function's value lies in Secrets Manager: `floodgate-<stage>-<name>`, the whole or one field. */
  readonly secret?: { readonly name: string; readonly field?: string };
}
export type Statements = Readonly<Record<string, Setting>>;
type Parsed<T extends Statements> = z.output<z.ZodMiniObject<{ [K in keyof T]: T[K]['schema'] }>>;

/** Reads what a module states; `stack/` and the tests read the statements themselves. */
export interface Settings<T extends Statements = Statements> {
  (): Parsed<T>;
  /** The module's name. */
  readonly owner: string;
  readonly statements: T;
}

/** States a variable whose value stands in the stage file. */
export const setting = <S extends Schema>(about: string, schema: S): Setting<S> => ({ about, schema });

/** States a variable whose value is a secret: it stands in no file, and reaches only functions that run the module. */
export const secret = <S extends Schema>(about: string, schema: S, name: string, field?: string) => ({
  about,
  schema,
  secret: field === undefined ? { name } : { name, field },
});

/** Texts with commas between them. */
export const list = z.pipe(
  z.string(),
  z.transform((text: string) => text.split(',').flatMap((part) => part.trim() || [])),
);
/** Yes or no. */
export const flag = z.pipe(
  z.enum(['true', 'false', '1', '0'], 'true or false'),
  z.transform((text: 'true' | 'false' | '1' | '0') => text === 'true' || text === '1'),
);
/** A whole number, zero or more. */
export const whole = z.pipe(z.string().check(z.regex(/^\d{1,9}$/, 'a whole number')), z.transform(Number));

let generation = 0;

/** Forgets every parsed value, for a process that changes its environment (tests, the local run). */
export const forgetSettings = (): void => {
  generation += 1;
};

/**
 * States the variables that a module reads. They are parsed together, once, at the first use and not at import: a
 * function that never comes there needs none of them.
 * @returns the values; it throws an Error that names every variable that is missing or malformed
 */
export const defineSettings = <const T extends Statements>(owner: string, statements: T): Settings<T> => {
  let parsed: { readonly of: number; readonly values: Parsed<T> } | undefined;
  const read = (): Parsed<T> => {
    if (parsed?.of !== generation) parsed = { of: generation, values: parse(owner, statements) };
    return parsed.values;
  };
  return Object.assign(read, { owner, statements });
};

const parse = <T extends Statements>(owner: string, statements: T): Parsed<T> => {
  const shape = Object.fromEntries(Object.entries(statements).map(([name, { schema }]) => [name, schema]));
  const result = z.safeParse(z.object(shape), process.env);
  if (result.success) return result.data as Parsed<T>;
  const names = [...new Set(result.error.issues.map((issue) => issue.path.join('.')))];
  throw new Error(`environment: ${names.join(', ')} missing or malformed (${owner})`);
};
