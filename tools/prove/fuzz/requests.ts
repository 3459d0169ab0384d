import { hash32 } from '#lib/hash.ts';
import { type Chance, chanceOf } from '../../../test/support/chance.ts';
import { breakIn } from './breaks.ts';
import { type Draft, encoded, json, type Maker } from './draft.ts';
import type { Json, Operation, Parameter } from './operations.ts';
import { bodyFor, queryValue } from './values.ts';

/** A request as it goes over the wire. */
export interface FuzzRequest {
  readonly method: string;
  /** With the query, below the origin. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** The id that the path names, if it does. */
  readonly named: string | undefined;
  /** The viewer's address, of this machine's own. */
  readonly from: string;
  /** In which ways it breaks the document; none for one that keeps to it. */
  readonly broken: readonly string[];
}

/**
 * Makes request number `number` of a seed to an operation: each second one keeps to the document, with things that are
 * there, and each other one breaks it in one to three ways. Each part has a chance of its own, so that what is known of
 * the shop by then, which another run does not repeat, only decides which things are named.
 */
export const requestFor = (operation: Operation, maker: Maker, seed: number, number: number): FuzzRequest => {
  const part = (name: string): Chance => chanceOf(hash32(`${seed} ${operation.name} ${number} ${name}`));
  const draft = rightDraft(operation, maker, part);
  const broken: string[] = [];
  if (number % 2 === 1) {
    const chance = part('break');
    for (let ways = chance.happens(0.75) ? 1 : 1 + chance.upTo(3); ways > 0; ways -= 1)
      broken.push(breakIn(draft, operation, maker, chance));
  }
  return {
    ...wire(draft, operation, maker),
    named: draft.named,
    broken: [...new Set(broken)],
    from: viewer(part('from')),
  };
};

const viewer = (chance: Chance): string => `127.0.${chance.upTo(4)}.${1 + chance.upTo(16)}`;

const rightDraft = (operation: Operation, maker: Maker, part: (name: string) => Chance): Draft => {
  const { path, named } = pathOf(operation, maker, part('path'));
  const value = bodyFor(operation, maker, named, part('body'));
  const type = operation.body && (operation.body.type === '*/*' ? 'application/json' : operation.body.type);
  return {
    method: operation.method,
    path,
    query: queryOf(operation, maker, part('query')),
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...credentials(operation, maker, named),
      ...headersOf(operation, part('headers')),
    },
    value,
    bytes: undefined,
    named,
  };
};

const wire = ({ method, path, query, headers, value, bytes }: Draft, { body }: Operation, { basePath }: Maker) => ({
  method,
  target: `${basePath}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`,
  headers,
  body:
    bytes ?? (value === undefined ? undefined : Buffer.from(body?.type.includes('form') ? form(value) : json(value))),
});

const form = (value: Json): string =>
  new URLSearchParams(
    Object.entries(value ?? {}).map(([name, inner]): [string, string] => [name, String(inner)]),
  ).toString();

/** The prefix of the ids that a parameter takes, by its pattern, or the kind that its name says. */
const kindOf = ({ name, schema }: Parameter, path: string): string => {
  const prefix = String(schema.pattern ?? '').match(/^\^([a-z]+)_/)?.[1];
  if (prefix !== undefined) return prefix;
  return name === 'id' && path.includes('/shipping-options') ? 'optionId' : name;
};

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  provider: ['test', 'stripe', 'other'],
  date: ['2026-11-27', '2020-02-29', '1970-01-01', '9999-12-31'],
};

const pathOf = ({ path, access, pathParameters }: Operation, { known }: Maker, chance: Chance) => {
  const kinds = pathParameters.map((parameter) => kindOf(parameter, path));
  // What lies in something else is asked for there: the second one is chosen first.
  const inner = kinds.length > 1 ? known.any(chance, kinds[1] ?? '') : undefined;
  const outer = inner === undefined ? undefined : known.ownerOf(inner);
  const isIdOf = (kind: string) => outer?.startsWith(`${kind}_`);
  const names = pathParameters.map(({ name, example }, at) => {
    const kind = kinds[at] ?? '';
    const choices = CHOICES[name];
    return (
      (access === 'owner' && kind === 'ord' ? known.owned(chance) : undefined) ??
      (at === 0 && isIdOf(kind) ? outer : undefined) ??
      (at === 1 ? inner : undefined) ??
      known.any(chance, kind) ??
      (choices ? chance.pick(choices) : String(example ?? 'none'))
    );
  });
  let at = 0;
  const filled = path.replace(/\{\w+\}/g, () => encoded(names[at++] ?? 'none'));
  return { path: filled, named: names[0] };
};

const queryOf = ({ query, path }: Operation, maker: Maker, chance: Chance): string[] =>
  query.flatMap((parameter) => {
    if (!parameter.required && chance.happens(0.6)) return [];
    const value = queryValue(parameter, path, maker, chance);
    return value === undefined ? [] : [`${parameter.name}=${encoded(value)}`];
  });

const credentials = (
  { access }: Operation,
  { adminKey, known }: Maker,
  named: string | undefined,
): Record<string, string> => {
  if (access === 'owner') return { 'x-order-token': (named === undefined ? undefined : known.tokenOf(named)) ?? 'x.y' };
  return access === 'admin' || access.startsWith('staff:') ? { authorization: `Bearer ${adminKey}` } : {};
};

/** Headers that clients send to any route. */
const headersOf = ({ method, takesIdempotencyKey }: Operation, chance: Chance): Record<string, string> => ({
  ...(takesIdempotencyKey && chance.happens(0.4) ? { 'idempotency-key': `k${chance.upTo(40)}` } : {}),
  ...(method !== 'GET' && chance.happens(0.05) ? { 'if-match': chance.pick(['"1"', '"2"', 'W/"1"', '*']) } : {}),
  ...(method === 'GET' && chance.happens(0.05) ? { 'if-none-match': chance.pick(['*', '"1"', 'W/"1"']) } : {}),
  ...(chance.happens(0.5) ? { 'accept-encoding': chance.pick(['br', 'gzip', 'gzip, br', 'identity']) } : {}),
  ...(chance.happens(0.05) ? { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' } : {}),
  ...(chance.happens(0.05) ? { origin: 'https://shop.example' } : {}),
});
