import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { forgetEnv } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { type Behaviour, distributionParameter, type Edge, edgeOf } from '../stack/edge.ts';
import { loadStack } from '../stack/load.js';
import type { Stack } from '../stack/model.ts';
import { loadSettings } from '../stack/settings.ts';
import { createAccount } from './aws-limits/account.ts';
import { startLimitsProxy } from './aws-limits/dynamodb/proxy.ts';
import type { Limits } from './aws-limits/limits.ts';
import { createLoopDetection } from './aws-limits/loops.ts';
import { localSettings } from './command-line/variables.ts';
import { PICTURES } from './demo-shop/pictures.ts';
import { ownAnswer } from './edge/answer.ts';
import { createEdgeControl } from './edge/control.ts';
import { createEdge } from './edge/edge.ts';
import { mediaFile } from './edge/media-file.ts';
import type { DataFolder } from './engines/data-folder.ts';
import { startEngines } from './engines/engines.ts';
import { StartError } from './engines/ports.ts';
import { provision } from './engines/provision.ts';
import { createPruner } from './engines/stream-pruner.ts';
import { type Endpoints, environment, fromShell, originSecret } from './environment.ts';
import { noteAccess } from './gateway/access-lines.ts';
import { createGateway } from './gateway/gateway.ts';
import { planOf, shorterWaits } from './plan.ts';
import { enforceRoles } from './roles.ts';
import { loadState } from './state.ts';
import { createInvoker } from './triggers/invoker.ts';
import { openProgress } from './triggers/progress.ts';
import { type Poller, pollQueue } from './triggers/queues.ts';
import { runSchedule } from './triggers/schedules.ts';
import { pollStream } from './triggers/streams.ts';
import { createUploadFront } from './uploads/uploads.ts';

/** How long handlers may finish when the stack stops. */
const DRAIN_MS = 5000;
/** Time-outs of functions are so many times AWS's: a laptop under load is slow, and an answer that comes late is right. */
const LONGER = 20;

export interface Running {
  /** Through the edge, as everybody calls it. */
  readonly api: string;
  /** Past the edge: of the gateway alone. */
  readonly gateway: string;
  /** By what another edge in front of the gateway proves that it is one. */
  readonly originSecret: string;
  readonly endpoints: Endpoints;
  /** What every function finds in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly functions: number;
  stop(): Promise<void>;
}

export interface Options {
  readonly folder: DataFolder;
  readonly stage?: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Forgets tables of an earlier run that lie in an engine which is not ours. */
  readonly fresh?: boolean;
  /**
   * Puts DynamoDB, Lambda and API Gateway under AWS's limits, and ends a function's messages to itself as Lambda does; what
   * the local run itself does goes to the engine directly.
   */
  readonly limits?: Limits | undefined;
  /** Another stack than the one in functions/, for tests of the local run itself. */
  readonly stack?: (stage: string) => Promise<Stack>;
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new StartError(
          `Port ${port} ${error.code === 'EADDRINUSE' ? 'is in use: choose another one with PORT' : `cannot be used (${error.code})`}.`,
        ),
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

/** The demo shop's pictures, which the gateway draws, lie beside the API; on AWS there are none. */
const demoPictures: Behaviour = { pattern: `${PICTURES}*`, origin: 'api', cache: { query: [] }, headers: {} };
const withDemoPictures = (edge: Edge): Edge => ({ ...edge, behaviours: [demoPictures, ...edge.behaviours] });

const portOf = (name: string): number => Number(process.env[name] ?? 0);

/** Starts the whole system on one data folder: engines, gateway, queues, streams, uploads and schedules. */
export const runStack = async ({
  folder,
  port,
  stage = 'local',
  fresh = false,
  limits,
  stack: load = (named: string) => loadStack({ stage: named }),
}: Options): Promise<Running> => {
  const loading = load(stage);
  loading.catch(() => {});
  const { stageKey } = loadState(folder.path);
  const engines = await startEngines(folder, {
    dynamodb: portOf('DYNAMODB_PORT'),
    queues: portOf('QUEUES_PORT'),
    mail: portOf('MAIL_PORT'),
  });
  const opened: { stop(): Promise<unknown> | unknown }[] = [engines];
  const stop = async () => {
    for (const one of opened.reverse().splice(0)) await one.stop();
  };
  try {
    const stack = await loading;
    const plan = planOf(stack, shorterWaits(process.env));
    await provision(plan, engines, { fresh });
    const progress = openProgress(folder.path);
    opened.push({ stop: () => progress.close() });
    const account = limits && createAccount(plan, { divisor: limits.concurrencyDivisor, held: limits.shares });
    const invoker = createInvoker(stack, { longer: LONGER, account });

    const front = createUploadFront(plan.watches, engines.endpoints, progress);
    opened.push({ stop: () => front.close() });
    const s3 = `http://127.0.0.1:${await listen(front.server, portOf('S3_PORT'))}`;
    const proxy = limits && (await startLimitsProxy(engines.endpoints.dynamodb, limits, account));
    if (proxy) opened.push(proxy);
    const { ACCESS_LINES, SES_ENDPOINT: ses = engines.endpoints.ses } = localSettings();
    const endpoints = { ...engines.endpoints, s3, ses, ...(proxy && { dynamodb: proxy.endpoint }) };

    const gateway = createGateway(plan, invoker);
    const origin = `http://127.0.0.1:${await listen(gateway, portOf('GATEWAY_PORT'))}`;
    const files = stack.modules.find(({ name }) => name === 'media')?.buckets.find(({ id }) => id === 'files');
    const secret = originSecret(stageKey);
    const told = edgeOf(stack);
    if (ACCESS_LINES) gateway.on('request', noteAccess(ACCESS_LINES, { header: told.secretHeader, secret }));
    const edge = createEdge(withDemoPictures(told), {
      api: origin,
      file: files ? mediaFile(engines.endpoints.s3, files.name) : async () => ownAnswer(404, 'There is no such file.'),
      secret,
      longer: LONGER,
    });
    const control = createEdgeControl(distributionParameter(stage), edge.purge);
    const edgeControl = `http://127.0.0.1:${await listen(control, 0)}`;
    // The port is taken before its first request is answered: a handler's environment must name it.
    const api = `http://127.0.0.1:${await listen(edge.server, port)}${plan.basePath}`;
    const variables = environment({ stage, api, endpoints, stageKey, edgeControl });
    const overrides = fromShell(shell, await loadSettings());
    Object.assign(process.env, { ...variables, ...overrides });
    forgetEnv();

    enforceRoles(plan, (demand, role) => log.error('access denied', undefined, { role, ...demand }));
    const loops = limits && createLoopDetection();
    await front.redeliver();
    const prune = createPruner(engines, (table) => plan.streams.filter((reading) => reading.table === table).length);
    const pollers: Poller[] = [
      ...plan.consumptions.map((one) => pollQueue(one, engines.endpoints.sqs, invoker, loops)),
      ...plan.streams.map((one) => pollStream(one, engines, invoker, progress, prune)),
      ...plan.timetables.map((one) => runSchedule(one, engines.endpoints.sqs, invoker)),
    ];
    opened.push({ stop: () => Promise.race([Promise.all(pollers.map((poller) => poller.stop())), wait(DRAIN_MS)]) });
    for (const server of [gateway, edge.server, control])
      opened.push({ stop: () => Promise.race([close(server), wait(DRAIN_MS)]) });
    return {
      api,
      gateway: `${origin}${plan.basePath}`,
      originSecret: secret,
      endpoints,
      environment: { ...variables, ...overrides },
      functions: plan.functions.length,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** The shell's variables, before a run puts its own into the process: what a developer set goes before them. */
const shell = { ...process.env };
