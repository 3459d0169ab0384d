import { describe, expect, test } from 'vitest';
import { planOf } from '../../local/plan.ts';
import { templateOf } from '../../stack/cloudformation/template.js';
import { loadStack } from '../../stack/load.js';
import type { Stack } from '../../stack/model.ts';

/**
 * The stack is described once and rendered twice: for AWS and for the local run. Every leaf of the model is changed in a
 * copy, and both have to show it; one that only one of them needs stands here, with its reason.
 */
const onlyOnAws: readonly [form: RegExp, reason: string][] = [
  [/^functions\.\d+\.description$/, 'a local function is not looked at in a console'],
  [/^functions\.\d+\.file$/, 'part of the ids inside a template'],
  [/^functions\.\d+\.path$/, 'the local run imports the file itself and does not name its bundle'],
  [/^modules\.\d+\.buckets\.\d+\.id$/, 'part of the ids inside a template'],
  [/^modules\.\d+\.name$/, 'part of the ids inside a template'],
  [/^functions\.\d+\.environment/, 'local functions share one process, which was begun before'],
  [/^modules\.\d+\.(area|roles\.\d+\.variables)/, 'local functions share one process, and so one environment'],
  [/^modules\.\d+\.alarms/, 'nobody is paged by a laptop'],
  [/^modules\.\d+\.buckets\.\d+\.(expireDays|abortUploadDays)$/, 'a data folder is thrown away whole'],
  [/^pager\./, 'nobody is paged by a laptop'],
  [/^edge\./, 'the local edge has neither a name in the world nor a secret of the stage'],
];
const onlyHere: readonly [form: RegExp, reason: string][] = [
  [
    /^functions\.\d+\.trigger\.throttle/,
    'the settings of a route fail on AWS before the route is there: they come with the order of a deployment',
  ],
  [/^concurrency\./, 'what an account has is AWS’s to say; functions have their shares of it'],
  [/^functions\.\d+\.id$/, 'AWS knows a function by its name'],
  [/^functions\.\d+\.trigger\.table$/, 'the template refers to the table’s own resource'],
];
/** Neither renders these by themselves: they are the source of what stands beside them. */
const neither: readonly [form: RegExp, reason: string][] = [
  [/^functions\.\d+\.(trigger\.)?kind$/, 'decides the form of what stands beside it'],
  [/^modules\.\d+\.calls/, 'read by the boundaries; what it means for roles and variables are leaves of those'],
];
const reasons = [...onlyOnAws, ...onlyHere, ...neither];
const isIn = (list: readonly (typeof reasons)[number][], path: string): boolean =>
  list.some(([form]) => form.test(path));

type Path = readonly (string | number)[];
type Leaf = string | number | boolean | null;

/** Every leaf of a value with its path; a function's code is none. */
const leaves = function* (value: unknown, path: Path = []): Generator<{ path: Path; leaf: Leaf }> {
  if (typeof value !== 'object' || value === null) {
    if (typeof value !== 'function' && value !== undefined) yield { path, leaf: value as Leaf };
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'exports' && path[0] === 'functions') continue;
    yield* leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }
};

/** A table, for a module that had none. */
const TABLE = { name: 'another', indexes: [], stream: false, ttlAttribute: 'ttl' };

/** Another value of the same kind. */
const other = (leaf: Leaf, path: Path): unknown => {
  if (leaf === null && path.at(-1) === 'table') return TABLE;
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  return leaf === null ? 7 : leaf === 'Terminate' ? 'Allow' : `${leaf}x`;
};

/** A copy in which one leaf is another; what lies beside its path is shared. */
const changed = (value: unknown, [key, ...rest]: Path, leaf: unknown): unknown => {
  if (key === undefined) return leaf;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  Object.assign(copy, { [key]: changed((value as Record<string | number, unknown>)[key], rest, leaf) });
  return copy;
};

type Render = (stack: Stack) => unknown;
/** What a renderer makes of a stack; one that refuses it has seen it too. */
const shown = (render: Render, stack: Stack): string => {
  try {
    return JSON.stringify(render(stack));
  } catch (error) {
    return String(error);
  }
};
const template: Render = (stack) =>
  [...stack.modules.map(({ name }) => name), 'edge'].map((slice) => templateOf(stack, slice));
const plan: Render = (stack) => planOf(stack);

/** Leaves whose change one of the two does not show, though it should. */
const overlooked = (stack: Stack, render: Render, excused: readonly (typeof reasons)[number][]): string[] => {
  const before = shown(render, stack);
  return [...leaves(stack)]
    .map(({ path, leaf }) => ({ name: path.join('.'), path, leaf }))
    .filter(({ name }) => !isIn(excused, name))
    .filter(({ path, leaf }) => shown(render, changed(stack, path, other(leaf, path)) as Stack) === before)
    .map(({ name }) => name);
};

/** Three modules that have everything, with one function of each form: each leaf's rendering costs the whole stack's size. */
const small = (stack: Stack): Stack => {
  const seen = new Set<string>();
  const names = ['inventory', 'media', 'platform'];
  const functions = stack.functions.filter(({ module, trigger, environment }) => {
    if (!names.includes(module)) return false;
    const isGrouped = 'queue' in trigger && trigger.queue.groups;
    const form = [...leaves(trigger)].map(({ path }) => path.filter((key) => typeof key === 'string').join('.'));
    const key = `${module} ${trigger.kind} ${[...new Set(form)]} ${isGrouped} ${Object.keys(environment)}`;
    return !seen.has(key) && seen.add(key);
  });
  const modules = stack.modules.filter(({ name }) => names.includes(name));
  return { ...stack, functions, modules };
};

/** A stage with a secret and a value, and somebody who is paged. */
const file = {
  name: 'test',
  values: { MAIL_FROM: 'shop@shop.com', SHOP_CURRENCIES: 'EUR' },
  secrets: {
    'cursor-key': '0a1b2c3d-0000-4000-8000-000000000000',
    'origin-secrets': '0a1b2c3d-0000-4000-8000-000000000000',
  },
  pager: 'oncall@example.org',
  concurrency: { account: 1000, others: 0 },
  edge: { name: 'shop.com', certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d' },
};

describe('the one description', async () => {
  const whole = await loadStack({ file });
  const stack = small(whole);

  test('is of every kind of thing', () => {
    expect(new Set(stack.functions.map(({ kind }) => kind))).toEqual(
      new Set(['http', 'queue', 'schedule', 'stream', 'upload']),
    );
    expect(stack.modules.flatMap(({ buckets }) => buckets)).toHaveLength(2);
    expect([...leaves(stack)].length).toBeGreaterThan(150);
  });

  test('every leaf is in the template', () => {
    expect(overlooked(stack, template, [...onlyHere, ...neither])).toEqual([]);
  });

  test('every leaf is in what the local run makes of it', () => {
    expect(overlooked(stack, plan, [...onlyOnAws, ...neither])).toEqual([]);
  });

  test('no reason is there without a leaf that needs it', () => {
    const names = [...leaves(stack)].map(({ path }) => path.join('.'));
    expect(reasons.filter(([form]) => !names.some((name) => form.test(name))).map(([form]) => String(form))).toEqual(
      [],
    );
    const shownAnyway = (render: Render, excused: readonly (typeof reasons)[number][]) => {
      const missing = overlooked(stack, render, []);
      return excused.filter(([form]) => !missing.some((name) => form.test(name))).map(([form]) => String(form));
    };
    expect(shownAnyway(plan, onlyOnAws)).toEqual([]);
    expect(shownAnyway(template, onlyHere)).toEqual([]);
    expect(shownAnyway(plan, neither)).toEqual([]);
    expect(shownAnyway(template, neither)).toEqual([]);
  });

  test('a renderer that drops the stream’s window, as one did, is found', () => {
    const dropping: Render = (given) =>
      JSON.parse(JSON.stringify(template(given)), (key, value) => (key === 'batchWindow' ? undefined : value));
    const batching: Render = (given) => {
      const { streams, ...rest } = planOf(given);
      return { ...rest, streams: streams.map(({ windowSeconds: _, ...reading }) => reading) };
    };
    const window = stack.functions.flatMap(({ kind }, index) =>
      kind === 'stream' ? [`functions.${index}.trigger.windowSeconds`] : [],
    );
    expect(overlooked(stack, dropping, [...onlyHere, ...neither])).toEqual(window);
    expect(overlooked(stack, batching, [...onlyOnAws, ...neither])).toEqual(window);
  });
});
