import { Agent, request } from 'node:http';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/**
 * The real engine, asked in DynamoDB's own JSON protocol. The SDK would sign, retry and resolve endpoints for each of the
 * thousand calls of a run; what it retries is the adversary's part here, so the call goes straight to the wire.
 */
type Item = Record<string, unknown>;
type Wire = Record<string, AttributeValue>;

const agent = new Agent({ keepAlive: true });
const toWire = (item: unknown): Wire => marshall(item as Item, { removeUndefinedValues: true });
const fromWire = (item: unknown): Item => unmarshall(item as Wire);

const ITEMS = ['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey', 'Attributes', 'LastEvaluatedKey'];
/** Changes every item in a command's input or output, where the document client does. */
const translated = (message: Item, change: (item: unknown) => Item): Item => {
  const out: Item = { ...message };
  for (const name of ITEMS) if (out[name] !== undefined) out[name] = change(out[name]);
  if (out['Items']) out['Items'] = (out['Items'] as unknown[]).map(change);
  if (out['TransactItems'])
    out['TransactItems'] = (out['TransactItems'] as Record<string, Item>[]).map((one) => mapped(one, (part) => translated(part, change))); // biome-ignore format: one line
  for (const name of ['RequestItems', 'UnprocessedKeys', 'UnprocessedItems'])
    if (out[name]) out[name] = mapped(out[name] as Record<string, Item | Item[]>, (of) => batched(of, change));
  if (out['Responses'])
    out['Responses'] = mapped(out['Responses'] as Record<string, unknown[]>, (items) => items.map(change));
  return out;
};
/** A batch is a table's keys to read, or a list of its items to delete. */
const batched = (of: Item | Item[], change: (item: unknown) => Item): Item | Item[] =>
  Array.isArray(of)
    ? of.map(({ DeleteRequest }) => ({ DeleteRequest: { Key: change((DeleteRequest as { Key: unknown }).Key) } }))
    : { ...of, Keys: (of['Keys'] as unknown[]).map(change) };
const mapped = <A, B>(of: Record<string, A>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)]));

/** The protocol's name of a command. */
const actions: Readonly<Record<string, string>> = {
  GetCommand: 'GetItem',
  PutCommand: 'PutItem',
  UpdateCommand: 'UpdateItem',
  DeleteCommand: 'DeleteItem',
  QueryCommand: 'Query',
  BatchGetCommand: 'BatchGetItem',
  BatchWriteCommand: 'BatchWriteItem',
  TransactWriteCommand: 'TransactWriteItems',
};

interface Command {
  readonly input: Item;
  readonly constructor: { readonly name: string };
}
/** Whether a command is one of the document client's; others (a library's own) go through the SDK. */
export const isPlain = (command: Command): boolean => command.constructor.name in actions;
/** A command's name in DynamoDB's API: `GetItem`. */
export const actionOf = ({ constructor: { name } }: Command): string => actions[name] ?? name.replace(/Command$/, '');

/** Sends a command of the document client; answers and throws what it would. */
export const engineAt =
  (endpoint: string) =>
  async ({ input, constructor: { name } }: Command): Promise<Item> =>
    translated(await call(endpoint, actions[name] ?? name, translated(input, toWire)), fromWire);

/** Binary attributes travel as base64. */
function bytesOut(this: Item, key: string, value: unknown): unknown {
  const bytes = this[key];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
}
/** Reviving costs more than the whole rest of an answer, and few answers have bytes. */
const parsed = (text: string): Item => JSON.parse(text, text.includes('"B":') ? bytesIn : undefined) as Item;
const bytesIn = (key: string, value: unknown): unknown =>
  key === 'B' && typeof value === 'string' ? Buffer.from(value, 'base64') : value;

const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

const call = (endpoint: string, action: string, body: Item): Promise<Item> =>
  new Promise((resolve, reject) => {
    const payload = Buffer.from(JSON.stringify(body, bytesOut));
    const sent = request(endpoint, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': payload.length, 'x-amz-target': `DynamoDB_20120810.${action}` },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const answer = parsed(Buffer.concat(chunks).toString('utf8'));
        const $metadata = { httpStatusCode: response.statusCode ?? 0, attempts: 1 };
        if (response.statusCode === 200) return resolve(answer);
        const name = String(answer['__type']).split('#').pop() ?? 'Error';
        reject(Object.assign(new Error(String(answer['message'] ?? answer['Message'] ?? name)), answer, { name, $metadata })); // biome-ignore format: one line
      });
    });
    sent.end(payload);
  });
