import type { SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { PublishBatchCommandInput } from '@aws-sdk/client-sns';
import type { SendMessageBatchCommandInput } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import { lambdaContext } from '../../../local/triggers/context.ts';
import { type Message, sqsEvent } from '../../../local/triggers/sqs-event.ts';
import type { Queue, Stack, LoadedFunction as StackFunction } from '../../../stack/model.ts';
import { nameOf as queueNamed } from './clients.ts';
import type { Streams } from './streams.ts';
import type { Ending, World } from './world.ts';

/** A mail that arrived. */
export interface Letter {
  readonly to: string;
  readonly event: string;
  readonly kind: string;
  readonly messageId: string;
}
interface Lying {
  readonly id: string;
  readonly body: string;
  readonly attributes: Message['MessageAttributes'];
  receives: number;
}

const MINUTE_MS = 60_000;
const queueOf = ({ trigger, id }: StackFunction): Queue => {
  if (!('queue' in trigger)) throw new Error(`${id} has no queue`);
  return trigger.queue;
};
const typesOf = (fn: StackFunction): readonly string[] => queueOf(fn).eventTypes;

/**
 * What lies between the functions: the topic with its subscriptions, queues with visibility and dead letters, the mail
 * service, and the platform that starts functions. Messages come late, in any order, and twice.
 */
export class Cloud {
  readonly mailbox: Letter[] = [];
  /** Messages that failed five times, by queue. */
  readonly dead = new Map<string, Lying[]>();
  /** Facts by the consumers that took each without a failure. */
  readonly taken = new Map<string, Set<string>>();
  readonly streams: Streams;
  private readonly world: World;
  private readonly consumers: Map<string, StackFunction>;
  private readonly routes: Map<string, StackFunction>;
  private readonly schedules: StackFunction[];
  /** Runs of the schedules of due messages that are planned already: there is one each minute. */
  private readonly dueRuns = new Set<string>();
  private sent = 0;

  constructor(world: World, stack: Stack, streams: Streams) {
    this.world = world;
    this.streams = streams;
    const of = (kind: string) => stack.functions.filter((fn) => fn.kind === kind);
    this.consumers = new Map(of('queue').map((fn) => [fn.name, fn]));
    this.routes = new Map(of('http').map((fn) => [fn.id, fn]));
    this.schedules = of('schedule');
  }

  // --- tables

  /** Records a write: the readers of that table's stream get it. */
  written(name: string, input: Readonly<Record<string, unknown>>, output: unknown): void {
    if (!/^(Put|Update|Delete|TransactWrite)/.test(name)) return;
    this.world.onCall?.('dynamodb', name, input, output);
    const tables = new Set<string>();
    if (input['TableName']) tables.add(String(input['TableName']));
    for (const item of (input['TransactItems'] as Record<string, { TableName: string }>[] | undefined) ?? [])
      for (const one of Object.values(item)) tables.add(one.TableName);
    for (const table of tables) this.streams.changed(table, (fn, event) => this.invoke(fn, event));
    for (const { table, due } of dueItems(input)) this.planDueRun(table, due - this.world.now);
  }

  /** The schedule of each minute that sends a module's due messages: run when there is one, and again after a failure. */
  private planDueRun(table: string, wait: number): void {
    const fn = this.schedules.find(({ module, file }) => table.endsWith(`-${module}`) && file === 'send-due-messages');
    if (!fn) return;
    const due = this.world.now + Math.max(0, wait);
    const wholeMinute = Math.ceil(due / MINUTE_MS) * MINUTE_MS;
    const run = `${fn.id} ${wholeMinute}`;
    if (this.dueRuns.has(run)) return;
    this.dueRuns.add(run);
    this.world.later(wholeMinute - this.world.now, `time for ${fn.id}`, () => {
      this.dueRuns.delete(run);
      void this.invoke(fn, {}).then((ending) => ending.kind !== 'answered' && this.planDueRun(table, MINUTE_MS));
    });
  }

  // --- queues

  send(input: SendMessageBatchCommandInput): {
    Successful: { Id: string }[];
    Failed: { Id: string; Message: string }[];
  } {
    const entries = input.Entries ?? [];
    const taken = entries.filter(() => !this.refuses(entries.length));
    for (const entry of taken) {
      const attributes = entry.MessageAttributes as Message['MessageAttributes'];
      this.lay(queueNamed(input.QueueUrl ?? ''), entry.MessageBody ?? '', attributes, (entry.DelaySeconds ?? 0) * 1000);
    }
    return answered(entries, taken);
  }

  publish(input: PublishBatchCommandInput): ReturnType<Cloud['send']> {
    const entries = input.PublishBatchRequestEntries ?? [];
    const taken = entries.filter(() => !this.refuses(entries.length));
    for (const { Message: body = '' } of taken) {
      const { type } = JSON.parse(body) as { type: string };
      for (const [queue, fn] of this.consumers) if (typesOf(fn).includes(type)) this.lay(queue, body, undefined, 0);
    }
    return answered(entries, taken);
  }

  /** A batch call answers 200 with refused entries inside. */
  private refuses(entries: number): boolean {
    return this.world.faults !== undefined && entries > 1 && this.world.chance.happens(0.1);
  }

  private lay(queue: string, body: string, attributes: Message['MessageAttributes'], delay: number): void {
    if (!this.consumers.has(queue)) return;
    this.sent += 1;
    const { chance, faults } = this.world;
    const times = faults && chance.happens(faults.twice) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const lying: Lying = { id: `message-${this.sent}`, body, attributes, receives: 0 };
      const lag = faults ? chance.upTo(chance.happens(0.8) ? 2000 : 180_000) : 0;
      this.show(queue, lying, delay + lag);
    }
  }

  private show(queue: string, lying: Lying, delay: number): void {
    this.world.later(delay, `${queue} has ${lying.id}`, () => void this.deliver(queue, lying));
  }

  private async deliver(queue: string, lying: Lying): Promise<void> {
    const fn = this.consumers.get(queue);
    if (!fn) return;
    lying.receives += 1;
    const event = sqsEvent(queue, [
      {
        MessageId: lying.id,
        ReceiptHandle: lying.id,
        MD5OfBody: '',
        Body: lying.body,
        Attributes: { ApproximateReceiveCount: String(lying.receives), SentTimestamp: '0' },
        ...(lying.attributes ? { MessageAttributes: lying.attributes } : {}),
      },
    ]);
    const ending = await this.invoke(fn, event);
    const failed =
      ending.kind !== 'answered' || ((ending.value as SQSBatchResponse | undefined)?.batchItemFailures.length ?? 0) > 0;
    if (!failed) return this.tookFact(fn, lying.body);
    if (lying.receives >= queueOf(fn).maxReceives) this.dead.set(queue, [...(this.dead.get(queue) ?? []), lying]);
    else this.show(queue, lying, queueOf(fn).visibilitySeconds * 1000);
  }

  private tookFact(fn: StackFunction, body: string): void {
    const { id } = JSON.parse(body) as { id?: string };
    if (typesOf(fn).length === 0 || id === undefined) return;
    this.taken.set(id, (this.taken.get(id) ?? new Set()).add(fn.id));
  }

  /** Who is subscribed to a kind of fact, by function. */
  subscribers(type: string): string[] {
    return [...this.consumers.values()].filter((fn) => typesOf(fn).includes(type)).map((fn) => fn.id);
  }

  /** What the person on call does: every dead letter goes back to its queue. @returns how many there were */
  redrive(): number {
    const all = [...this.dead];
    this.dead.clear();
    for (const [queue, lying] of all) for (const one of lying) this.show(queue, { ...one, receives: 0 }, 0);
    return all.reduce((sum, [, lying]) => sum + lying.length, 0);
  }

  // --- mail

  mail(input: SendEmailCommandInput): { MessageId: string } {
    const tag = (name: string): string => input.EmailTags?.find(({ Name }) => Name === name)?.Value ?? '';
    const messageId = `mail-${this.mailbox.length + 1}`;
    this.mailbox.push({
      to: input.Destination?.ToAddresses?.[0] ?? '',
      event: tag('event'),
      kind: tag('kind'),
      messageId,
    });
    return { MessageId: messageId };
  }

  // --- the platform

  /** Starts a function; its caller waits as long as the platform does. */
  invoke(fn: StackFunction, event: unknown): Promise<Ending<unknown>> {
    const { timeoutSeconds: seconds } = fn;
    const process = this.world.process(fn.id);
    const run = async (): Promise<unknown> =>
      fn.exports.handler(event as never, lambdaContext(fn.name, seconds, fn.memoryMb) as never);
    return this.world.run(process, run, seconds);
  }

  route(id: string): StackFunction {
    const fn = this.routes.get(id);
    if (!fn) throw new Error(`there is no route ${id}`);
    return fn;
  }

  /** A provider's report arrives. @returns the answer's status; undefined when there was none */
  report: (pathname: string, init: RequestInit) => Promise<number | undefined> = async () => undefined;

  /** Runs the audit of the stock once, now. */
  audit(): Promise<Ending<unknown>> {
    const fn = this.schedules.find(({ id }) => id === 'inventory/reconcile-stock');
    if (!fn) throw new Error('there is no schedule that audits the stock');
    return this.invoke(fn, {});
  }

  /** Runs every schedule once, at a moment of its own. */
  runSchedules(within: number): void {
    for (const fn of this.schedules)
      this.world.later(this.world.chance.upTo(within), `time for ${fn.id}`, () => void this.invoke(fn, {}));
  }
}

const answered = (entries: readonly { Id?: string | undefined }[], taken: readonly { Id?: string | undefined }[]) => ({
  Successful: taken.map(({ Id = '' }) => ({ Id })),
  Failed: entries.filter((one) => !taken.includes(one)).map(({ Id = '' }) => ({ Id, Message: 'InternalError' })),
});

/** Items of a due index that a write puts: in which table, and when they are due (milliseconds since 1970). */
const dueItems = (input: Readonly<Record<string, unknown>>): { table: string; due: number }[] => {
  type Put = { readonly TableName: string; readonly Item?: { readonly pk?: unknown; readonly sk?: unknown } };
  const items = (input['TransactItems'] as { Put?: Put }[] | undefined) ?? [];
  return [input as unknown as Put, ...items.flatMap(({ Put }) => Put ?? [])].flatMap(({ TableName, Item }) =>
    String(Item?.pk).startsWith('due#') ? [{ table: TableName, due: Date.parse(String(Item?.sk).slice(0, 24)) }] : [],
  );
};
