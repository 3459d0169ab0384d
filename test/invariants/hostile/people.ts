import { sleep } from '#lib/clock.ts';
import { invokeHttp, type TestRequest, type TestResponse } from '../../support/invoke.ts';
import type { Watch } from '../../support/unheld.ts';
import type { Cloud } from './cloud.ts';
import type { World } from './world.ts';

/** A request and its answer. */
export interface Asked {
  readonly route: string;
  readonly request: TestRequest;
  readonly response: TestResponse;
  /** Per thing: how few units were unheld at any moment from the request to its answer. */
  readonly least: (what: string) => number;
}

/** Refusals that say "not now": the same request, sent again, gets through some time. */
const passing = new Set(['idempotency-in-progress', 'try-again', 'busy', 'rate-limited']);
/**
 * How often somebody sends a request again before they take it for broken. Most are told "in progress", for the minute
 * after each function that died; a request of twenty calls gets through one time in five.
 */
const MOST_TRIES = 200;
/** All of them come from one network: a seed is the same story each time, and limits are met. */
const ADDRESS = '192.0.2.1';

/** Those who send requests: shoppers, staff, the provider. They see answers, refusals, or nothing, and send again. */
export class People {
  /** Every answer that anybody got. */
  readonly asked: Asked[] = [];
  /** Requests that were never answered: broken promises. */
  readonly unanswered: string[] = [];
  private readonly world: World;
  private readonly cloud: Cloud;
  private readonly watch: () => Watch;

  constructor(world: World, cloud: Cloud, watch: () => Watch) {
    this.world = world;
    this.cloud = cloud;
    this.watch = watch;
  }

  /** One request, one answer; undefined when none came. */
  async once(route: string, request: TestRequest): Promise<TestResponse | undefined> {
    const fn = this.cloud.route(route);
    const process = this.world.process(route);
    const watch = this.watch();
    const target = fn.exports as unknown as Parameters<typeof invokeHttp>[0];
    const ending = await this.world.run(
      process,
      () => invokeHttp(target, { sourceIp: ADDRESS, ...request }),
      fn.timeoutSeconds,
    );
    if (ending.kind === 'threw') throw new Error(`${fn.name} threw`, { cause: ending.error });
    watch.stop();
    if (ending.kind === 'gone') return undefined;
    this.asked.push({ route, request, response: ending.value, least: watch.least });
    return ending.value;
  }

  /** Sends a request until there is an answer that means something. */
  async ask(route: string, request: TestRequest): Promise<TestResponse> {
    for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
      const answer = await this.once(route, request);
      if (answer && answer.status < 500 && isSaid(answer) && !passing.has(answer.body?.code)) return answer;
      await sleep(200 * Math.min(attempt, 100));
    }
    this.unanswered.push(`${route} ${JSON.stringify(request.params ?? {})}`);
    throw new GaveUp(route);
  }

  /** A report of the provider comes in, as its own process; undefined when nothing was answered. */
  async report(pathname: string, init: RequestInit): Promise<number | undefined> {
    const provider = pathname.split('/').at(-1) ?? '';
    const headers = init.headers as Record<string, string>;
    const request = { params: { provider }, headers, body: String(init.body) };
    return (await this.once('billing/receive-payment-report', request))?.status;
  }
}

/** Too many requests are sent again later; too much that is held unpaid is an answer. */
const isSaid = ({ status, body }: TestResponse): boolean => status !== 429 || body?.code === 'hold-limit-reached';

/** A person has tried as often as `MOST_TRIES`; the run reports it. */
export class GaveUp extends Error {}
