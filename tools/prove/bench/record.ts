/** Records every engine call that one guest purchase makes, from the first request to its last consumer. */
import { writeFileSync } from 'node:fs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { sleep } from '#lib/clock.ts';
import { logTo } from '#lib/log.ts';
import { openDataFolder } from '../../../local/engines/data-folder.ts';
import { runStack } from '../../../local/run.ts';
import { createClient } from './load.ts';
import { newCart, purchase } from './operations.ts';

export interface Call {
  readonly name: string;
  readonly input: unknown;
}
/** What functions ask of the engines; what the triggers ask (receive, delete, read streams) is not theirs. */
const recorded = /^(Get|Put|Update|Delete|Query|BatchGet|TransactWrite|PublishBatch|SendMessageBatch)Command$/;

const [folderPath = '', output = ''] = process.argv.slice(2);
logTo(() => undefined);
const folder = await openDataFolder(folderPath);
const running = await runStack({ folder, port: 0 });
const client = createClient(running.gateway, 4);
const proto = Object.getPrototypeOf(DynamoDBDocumentClient.prototype) as {
  send: (command: unknown, ...rest: unknown[]) => unknown;
};
const original = proto.send;
let calls: Call[] = [];
proto.send = function send(command, ...rest) {
  const { input } = command as { input: unknown };
  const { name } = (command as object).constructor;
  if (recorded.test(name)) calls.push({ name, input: structuredClone(input) });
  return original.call(this, command, ...rest);
};
/** Resolves when no function has made a call for three seconds. */
const rest = async (): Promise<void> => {
  for (let before = -1; calls.length !== before; await sleep(3000)) before = calls.length;
};
const record = async (operation: () => Promise<unknown>): Promise<Call[]> => {
  calls = [];
  await operation();
  await rest();
  return calls;
};
// The first of each warms caches, so that the recording is what every further one does.
await purchase(client);
await record(() => newCart(client));
const result = { cart: await record(() => newCart(client)), purchase: await record(() => purchase(client)) };
/** JSON has no sets; the floor makes them again. */
const asText = (_: string, value: unknown): unknown => (value instanceof Set ? { set: [...value] } : value);
writeFileSync(output, JSON.stringify(result, asText));
client.close();
await running.stop();
folder.close();
process.exit(0);
