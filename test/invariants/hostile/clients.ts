import { SESv2Client, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { type PublishBatchCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Cloud } from './cloud.ts';
import { actionOf, engineAt, isPlain } from './engine.ts';
import { connectionError, dynamodbError } from './faults.ts';
import type { Roles } from './roles.ts';
import { here, type Process, type World } from './world.ts';

/**
 * The transport. Every client's `send` leads to the world first: tables are the real engine behind it, the topic, the
 * queues, the mail service and other hosts are the world's own.
 */
type Input = Readonly<Record<string, unknown>>;
type Command = { readonly input: Record<string, unknown>; readonly constructor: { readonly name: string } };
type Send = (this: unknown, command: Command, ...more: unknown[]) => Promise<unknown>;

let clouds: WeakMap<World, Cloud>;
let roles: WeakMap<World, Roles>;
/** Says what lies behind the clients in a world, and what its functions may do there. */
export const behind = (world: World, cloud: Cloud, may: Roles): void => {
  clouds.set(world, cloud);
  roles.set(world, may);
};

export const installClients = (endpoint: string): void => {
  const engine = engineAt(endpoint);
  clouds = new WeakMap();
  roles = new WeakMap();
  const proto = (client: { readonly prototype: object }) => client.prototype as { send: Send };
  const document = proto(DynamoDBDocumentClient);
  const real = document.send;
  document.send = function (command, ...more) {
    const found = here();
    if (!found) return real.call(this, command, ...more);
    const { world, process } = found;
    const name = command.constructor.name.replace(/(Item)?Command$/, '');
    roles.get(world)?.check(process.name, actionOf(command), command.input);
    const send = async (): Promise<unknown> => {
      const output = await (isPlain(command) ? engine(command) : real.call(this, command, ...more));
      clouds.get(world)?.written(name, command.input, output);
      world.pauses?.written(command.input);
      return output;
    };
    return world.call(
      process,
      'dynamodb',
      `${name} ${keysOf(command.input)}`,
      send,
      dynamodbError(command.input, name),
      world.pauses?.begin(command.input),
    );
  };
  const virtual = (
    client: { readonly prototype: object },
    answer: (cloud: Cloud, input: Input) => unknown,
    what: (input: Input) => string,
    service: 'messages' | 'mail',
  ) => {
    const one = proto(client);
    const actual = one.send;
    one.send = function (command, ...more) {
      const found = here();
      const cloud = found && clouds.get(found.world);
      if (!found || !cloud) return actual.call(this, command, ...more);
      roles.get(found.world)?.check(found.process.name, actionOf(command), command.input);
      const send = async (): Promise<unknown> => answer(cloud, command.input);
      return found.world.call(found.process, service, what(command.input), send, connectionError);
    };
  };
  virtual(
    SQSClient,
    (cloud, input) => cloud.send(input as unknown as SendMessageBatchCommandInput),
    (input) => `Send ${nameOf(String(input['QueueUrl']))}`,
    'messages',
  );
  virtual(
    SNSClient,
    (cloud, input) => cloud.publish(input as unknown as PublishBatchCommandInput),
    () => 'Publish',
    'messages',
  );
  virtual(
    SESv2Client,
    (cloud, input) => cloud.mail(input as unknown as SendEmailCommandInput),
    () => 'SendEmail',
    'mail',
  );
  installFetch();
};

/** The test provider posts its reports to the shop's own address. */
const installFetch = (): void => {
  const real = globalThis.fetch;
  globalThis.fetch = (async (url: string, init: RequestInit) => {
    const found = here();
    const cloud = found && clouds.get(found.world);
    if (!found || !cloud) return real(url, init);
    return post(found.world, found.process, cloud, url, init);
  }) as typeof fetch;
};

/** A request to a host is a process of its own: it goes on, whatever becomes of the one that asked. */
const post = (world: World, process: Process, cloud: Cloud, url: string, init: RequestInit): Promise<Response> =>
  new Promise((resolve, reject) => {
    const send = async (): Promise<void> => {
      const { pathname } = new URL(url);
      // Not awaited: the world goes on with its steps while the other side works.
      void cloud
        .report(pathname, init)
        .then((status) =>
          status === undefined ? reject(connectionError('lost-answer')) : resolve(new Response(null, { status })),
        );
    };
    world.call(process, 'http', `POST ${new URL(url).pathname}`, send, connectionError).catch(reject);
  });

export const nameOf = (queueUrl: string): string => queueUrl.slice(queueUrl.lastIndexOf('/') + 1);

type Deletion = { readonly DeleteRequest: { readonly Key: Keyed } };
type Keyed = { readonly pk?: unknown; readonly sk?: unknown };
const text = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'S' in value ? String(value.S) : String(value);
const keyText = ({ pk, sk }: Keyed): string => (sk === undefined ? text(pk) : `${text(pk)} ${text(sk)}`);

/** The keys that a command is about, for the record. */
const keysOf = (input: Input): string => {
  const items = input['TransactItems'] as Record<string, { Key?: Keyed; Item?: Keyed }>[] | undefined;
  if (items) {
    const keys = items.map((item) => {
      const [one] = Object.values(item);
      return keyText(one?.Key ?? one?.Item ?? {});
    });
    return keys.join(', ');
  }
  const batch = input['RequestItems'] as Record<string, { Keys: Keyed[] } | Deletion[]> | undefined;
  if (batch) {
    const keys = Object.values(batch).flatMap((one) =>
      Array.isArray(one) ? one.map(({ DeleteRequest }) => DeleteRequest.Key) : one.Keys,
    );
    return keys.map(keyText).join(', ');
  }
  if (input['Key']) return keyText(input['Key'] as Keyed);
  if (input['Item']) return keyText(input['Item'] as Keyed);
  const values = input['ExpressionAttributeValues'] as Record<string, unknown> | undefined;
  return [values?.[':pk'], values?.[':from']].filter((value) => value !== undefined).map(text).join(' '); // biome-ignore format: one line
};
