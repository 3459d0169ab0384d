import type { Chance } from '../../../test/support/chance.ts';
import { type Draft, encoded, json, type Maker } from './draft.ts';
import { changedIn, oddBodies, oddQueries, oddSegments, oddTexts, oddValue, off, prototypeKeys } from './odd.ts';
import type { Operation } from './operations.ts';
import { beyondBounds } from './values.ts';

/** Breaks a draft in place. */
type Change = (draft: Draft, chance: Chance, operation: Operation, maker: Maker) => void;

/** One way to break the document: for which operations, how often beside the others, and what it does. */
interface Way {
  readonly name: string;
  readonly weight: number;
  readonly fits?: (operation: Operation) => boolean;
  readonly change: Change;
}

const sendsJson = ({ body }: Operation): boolean => body?.type === 'application/json';
const hasPath = ({ pathParameters }: Operation): boolean => pathParameters.length > 0;
const hasQuery = ({ query }: Operation): boolean => query.length > 0;
const isGuarded = ({ access }: Operation): boolean => access !== 'public' && access !== 'holder';

/** Changes one place of the body. */
const inBody =
  (change: Parameters<typeof changedIn>[2]): Change =>
  (draft, chance) => {
    draft.value = changedIn(draft.value ?? {}, chance, change);
  };
const bodyWay = (name: string, weight: number, change: (chance: Chance) => Parameters<typeof changedIn>[2]): Way => ({
  name,
  weight,
  fits: sendsJson,
  change: (draft, chance, operation, maker) => inBody(change(chance))(draft, chance, operation, maker),
});
const headers = (
  name: string,
  weight: number,
  of: (chance: Chance) => Record<string, string>,
  fits?: Way['fits'],
): Way => ({
  name,
  weight,
  ...(fits ? { fits } : {}),
  change: (draft, chance) => Object.assign(draft.headers, of(chance)),
});

/** The segments of the path that are parameters, by their place. */
const parametersIn = ({ path }: Operation): number[] =>
  path.split('/').flatMap((segment, at) => (segment.startsWith('{') ? [at] : []));

/** Puts another segment in the place of one parameter. */
const inPath = (draft: Draft, chance: Chance, operation: Operation, put: (segment: string) => string): void => {
  const segments = draft.path.split('/');
  const at = chance.pick(parametersIn(operation));
  segments[at] = put(segments[at] ?? '');
  draft.path = segments.join('/');
};

const ways: readonly Way[] = [
  bodyWay('field missing', 6, () => (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  }),
  bodyWay('field too many', 4, (chance) => (holder, key) => {
    const inner = holder[key];
    if (typeof inner === 'object' && inner !== null)
      inner[chance.pick(['surprise', 'id', 'version', 'status', ''])] = oddValue(chance);
    else holder['surprise'] = oddValue(chance);
  }),
  bodyWay('wrong value', 12, (chance) => (holder, key) => {
    holder[key] = oddValue(chance);
  }),
  bodyWay('odd text', 8, (chance) => (holder, key) => {
    holder[key] = chance.pick(oddTexts);
  }),
  bodyWay('value off', 8, (chance) => (holder, key) => {
    holder[key] = off(holder[key], chance);
  }),
  bodyWay('prototype key', 3, (chance) => (holder, key) => {
    const inner = holder[key];
    const target = typeof inner === 'object' && inner !== null ? inner : holder;
    const value = oddValue(chance);
    // By definition, since an assignment to __proto__ would change the prototype and send nothing.
    Object.defineProperty(target, chance.pick(prototypeKeys), {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }),
  {
    name: 'beyond bounds',
    weight: 8,
    fits: sendsJson,
    change: (draft, chance, { body }, maker) => {
      draft.value = beyondBounds(draft.value ?? {}, body?.schema, maker, chance);
    },
  },
  {
    name: 'ill-formed body',
    weight: 4,
    fits: ({ body }) => body !== undefined,
    change: (draft, chance) => {
      draft.bytes = chance.pick(oddBodies)(json(draft.value));
    },
  },
  headers(
    'wrong content type',
    3,
    (chance) => ({
      'content-type': chance.pick([
      'text/plain', 'application/xml', 'application/json; charset=utf-16', 'multipart/form-data', 'x', '',
    ]), // biome-ignore format: a list
    }),
    ({ body }) => body !== undefined,
  ),
  {
    name: 'body where none is taken',
    weight: 2,
    fits: ({ body }) => body === undefined,
    change: (draft) => {
      draft.headers['content-type'] = 'application/json';
      draft.bytes = Buffer.from('{"surprise":1}');
    },
  },
  {
    name: 'odd path',
    weight: 6,
    fits: hasPath,
    change: (draft, chance, operation) => inPath(draft, chance, operation, () => chance.pick(oddSegments)),
  },
  {
    name: 'odd text in the path',
    weight: 3,
    fits: hasPath,
    change: (draft, chance, operation) =>
      inPath(draft, chance, operation, () => encoded(chance.pick(oddTexts).slice(0, 400)) || '%20'),
  },
  {
    name: 'something that is not there',
    weight: 4,
    fits: hasPath,
    change: (draft, chance, operation) =>
      inPath(draft, chance, operation, (segment) => `${segment.slice(0, -1)}${chance.pick([...'0123456789ABCDEF'])}`),
  },
  {
    name: 'odd parameter',
    weight: 10,
    fits: hasQuery,
    change: (draft, chance, { query }, maker) => {
      const { name, schema } = chance.pick(query);
      const [value] = [chance.happens(0.3) ? beyondBounds('1', schema, maker, chance) : chance.pick(oddTexts)];
      draft.query = [
        ...draft.query.filter((part) => !part.startsWith(`${name}=`)),
        `${name}=${encoded(String(value))}`,
      ];
    },
  },
  {
    name: 'parameter twice',
    weight: 1,
    fits: hasQuery,
    change: (draft) => {
      draft.query.push(...draft.query);
    },
  },
  {
    name: 'parameter missing',
    weight: 1,
    fits: ({ query }) => query.some(({ required }) => required),
    change: (draft) => {
      draft.query = [];
    },
  },
  {
    name: 'odd query',
    weight: 3,
    change: (draft, chance) => {
      draft.query.push(chance.pick(oddQueries));
    },
  },
  {
    name: 'another method',
    weight: 2,
    change: (draft, chance) => {
      draft.method = chance.pick(['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'POST', 'GET', 'PATCH']);
    },
  },
  {
    name: 'slash behind',
    weight: 1,
    change: (draft) => {
      draft.path += '/';
    },
  },
  headers('bad key', 3, (chance) => ({
    authorization: chance.pick([
      'Bearer fgk_nobody',
      'Bearer ',
      'Basic Zm9v',
      'Bearer a b',
      `Bearer ${'x'.repeat(300)}`,
    ]),
  })),
  headers(
    'bad order token',
    2,
    (chance) => ({
      'x-order-token': chance.pick(['', 'x', 'x.y', `1.${'0'.repeat(64)}`, '__proto__.x', '.'.repeat(300)]),
    }),
    ({ access }) => access === 'owner',
  ),
  {
    name: 'no key',
    weight: 1,
    fits: isGuarded,
    change: ({ headers: sent }) => {
      delete sent['authorization'];
      delete sent['x-order-token'];
    },
  },
  headers('odd header', 4, (chance) =>
    chance.pick<Record<string, string>>([
      { 'if-match': chance.pick(['"x"', '""', '"99999999999999999999"', '"1", "2"', '\u00e9']) },
      { 'if-none-match': chance.pick([',,,', '"', '\u00e9']) },
      { 'idempotency-key': chance.pick(['', 'x'.repeat(200), 'x'.repeat(201), '__proto__', '\u00e9']) },
      { traceparent: chance.pick(['00-0-0-00', 'x', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`]) },
      { accept: chance.pick(['text/html', 'application/xml', '*/*;q=0']) },
      { 'accept-encoding': chance.pick(['br;q=0', 'x;q=y,,*;q=0.1', '*', ';']) },
      { origin: chance.pick(['null', 'x', '\u00e9']), 'x-forwarded-for': '1.2.3.4, 5.6.7.8', cookie: 'a=1; b' },
      { 'x-http-method-override': 'DELETE', 'x-original-url': '/admin/api-keys', 'x-request-id': 'mine' },
    ]),
  ),
];

/** Breaks a draft in one of the ways that there are for its operation; answers which. */
export const breakIn = (draft: Draft, operation: Operation, maker: Maker, chance: Chance): string => {
  const possible = ways.filter(({ fits }) => fits === undefined || fits(operation));
  const way = chance.pick(possible.flatMap((one) => Array.from({ length: one.weight }, () => one)));
  way.change(draft, chance, operation, maker);
  return way.name;
};
