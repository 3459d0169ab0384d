import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from './ports.ts';

test('a free port is none that the system may give to an outgoing connection before anybody listens there', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
  expect(Math.max(...ports)).toBeLessThan(32_768);
  expect(new Set(ports).size).toBeGreaterThan(40);
});

test('a port that somebody listens at is refused by what it is for', async () => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  await expect(freePort(port, 'the test')).rejects.toThrow(`Port ${port} is in use: choose another one for the test.`);
  await new Promise((resolve) => server.close(resolve));
});
