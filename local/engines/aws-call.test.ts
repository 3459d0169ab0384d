import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { awsCall, EngineError } from './aws-call.ts';

/** An engine that answers one request of each connection, and closes it when the next one comes. */
const answered = new WeakMap<Socket, number>();
const server = createServer((request, response) => {
  request.resume();
  const before = answered.get(request.socket) ?? 0;
  answered.set(request.socket, before + 1);
  if (before > 0) request.socket.destroy();
  else response.end('{"n":1}');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a kept connection that the engine has closed costs no call: it is made anew', async () => {
  for (let n = 0; n < 5; n += 1) expect(await awsCall(endpoint, 'Ask', {})).toEqual({ n: 1 });
});

test('an engine that is not there is an error', async () => {
  const error = await awsCall('http://127.0.0.1:9', 'Ask', {}).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  expect(error).not.toBeInstanceOf(EngineError);
});
