import { setTimeout as wait } from 'node:timers/promises';
import { type FuzzAnswer, jsonOf, judgeBy } from './judge.ts';
import { type Known, whatIsKnown } from './known.ts';
import { type Json, named, type Operation, operationsOf } from './operations.ts';
import { type FuzzRequest, requestFor } from './requests.ts';
import { faultBy } from './schemas.ts';
import { senderTo } from './send.ts';
import { type Target, walk } from './walk.ts';

export interface Plan {
  readonly seed: number;
  /** Requests in all, dealt to the operations in turn. */
  readonly requests: number;
  /** Only the operation of this name, or those whose name has this in it: `GET /products`. */
  readonly only?: string | undefined;
}

/** One kind of fault of one operation. */
export interface Found {
  readonly operation: string;
  readonly what: string;
  readonly times: number;
  /** Its first request, which of its operation's that was, and what was answered. */
  readonly number: number;
  readonly request: FuzzRequest;
  readonly answer: string;
}

export interface Outcome {
  readonly requests: number;
  readonly operations: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How often an answer was an honest "try again". */
  readonly again: number;
  /** Operations that no request of this run got past a refusal of, with the refusals' codes. */
  readonly onlyRefused: Readonly<Record<string, readonly string[]>>;
  readonly found: readonly Found[];
}

/** A busy engine may answer "try again" so often to one request. */
const TRIES = 5;

/**
 * Fuzzes a stack: the shop is walked first, then the operations get their requests in turn, one at a time, each made by
 * the seed and its number from what is known by then.
 * @param tell called with how many requests were answered
 * @throws Error when nothing has the name of `only`
 */
export const fuzz = async (target: Target, plan: Plan, tell: (count: number) => void = () => {}): Promise<Outcome> => {
  const { origin, pathname } = new URL(target.api);
  const document = await readDocument(target.api);
  const all = operationsOf(document);
  const operations = named(all, plan.only);
  if (operations.length === 0) throw new Error(`no operation has ${plan.only} in its name`);
  const known = await startKnowing(target, all);
  const judge = judgeBy(document, all);
  const maker = {
    basePath: pathname,
    adminKey: target.adminKey,
    components: document.components,
    faultOf: faultBy(document),
    known,
  };
  const { send, hangUp } = senderTo(origin);
  const statuses: Record<string, number> = {};
  const refusals = new Map<string, Set<string> | 'passed'>();
  const found = new Map<string, Found>();
  let again = 0;

  const answerTo = async (request: FuzzRequest): Promise<FuzzAnswer> => {
    for (let tries = 1; ; tries += 1) {
      const answer = await send(request);
      const { 'retry-after': seconds } = answer.headers;
      if (answer.status !== 503 || jsonOf(answer.text)?.code !== 'try-again' || tries === TRIES) return answer;
      again += 1;
      await wait(Number(seconds ?? 1) * 1000);
    }
  };

  const judged = async (
    operation: Operation,
    request: FuzzRequest,
  ): Promise<{ what?: string | undefined; answer: string }> => {
    try {
      const answer = await answerTo(request);
      const { status, text } = answer;
      statuses[status] = (statuses[status] ?? 0) + 1;
      const before = refusals.get(operation.name) ?? new Set();
      if (status < 400) refusals.set(operation.name, 'passed');
      else if (before !== 'passed') refusals.set(operation.name, before.add(String(jsonOf(text)?.code)));
      if (status < 300) known.learn(jsonOf(text), operation.path, request.named);
      return { what: judge(operation, request, answer), answer: `${status} ${text}` };
    } catch (error) {
      return { what: 'no answer', answer: String(error) };
    }
  };

  try {
    for (let index = 0; index < plan.requests; index += 1) {
      const operation = operations[index % operations.length] as Operation;
      const number = Math.floor(index / operations.length);
      const request = requestFor(operation, maker, plan.seed, number);
      const { what, answer } = await judged(operation, request);
      if (what !== undefined) {
        const key = `${operation.name} ${what}`;
        const first = found.get(key) ?? { operation: operation.name, what, times: 0, number, request, answer };
        found.set(key, { ...first, times: first.times + 1 });
      }
      tell(index + 1);
    }
  } finally {
    hangUp();
  }
  return {
    requests: plan.requests,
    operations: operations.length,
    statuses,
    again,
    onlyRefused: Object.fromEntries(
      [...refusals].flatMap(([name, codes]) => (codes === 'passed' ? [] : [[name, [...codes].sort()]])),
    ),
    found: [...found.values()],
  };
};

/** Reads the OpenAPI document of a stack. */
export const readDocument = async (api: string): Promise<Json> =>
  jsonOf(await (await fetch(`${api}/openapi.json`)).text());

/** Walks the shop; the keys that are there before, the run's own among them, are named by no request. */
const startKnowing = async (target: Target, operations: readonly Operation[]): Promise<Known> => {
  const headers = { authorization: `Bearer ${target.adminKey}` };
  const { items } = jsonOf(await (await fetch(`${target.api}/admin/api-keys?limit=100`, { headers })).text());
  const known = whatIsKnown(new Set(items.map(({ id }: { id: string }) => id)));
  await walk(target, operations, known);
  return known;
};
