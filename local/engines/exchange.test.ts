import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { exchange } from './exchange.ts';

/** What a server does with a request that it has got. */
const answering = async (answer: (socket: Socket) => void, longestMs?: number) => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.once('data', () => answer(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await exchange({ host: '127.0.0.1', port, method: 'POST' }, '{}', longestMs);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
};

test('an answer is read whole, also one that ends with its connection', async () => {
  const text = await answering((socket) => socket.end('HTTP/1.1 201 Created\r\nx-a: b\r\n\r\nall of it'));
  expect([text.status, text.headers['x-a'], text.body.toString()]).toEqual([201, 'b', 'all of it']);
});

test.each<[string, (socket: Socket) => void, RegExp]>([
  [
    'switches protocols',
    (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    /switched protocols/,
  ],
  ['hangs up', (socket) => socket.destroy(), /hang up|reset/],
  [
    'hangs up in the middle of its answer',
    (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', () => socket.destroy()),
    /aborted|closed|reset/,
  ],
  ['says nothing', () => undefined, /no answer within 50 ms/],
  [
    'does not end its answer',
    (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'),
    /no answer within 50 ms|aborted/,
  ],
  ['says only that it goes on', (socket) => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), /no answer within 50 ms/],
])('one that %s is not waited for', async (_, answer, reason) => {
  await expect(answering(answer, 50)).rejects.toThrow(reason);
});
