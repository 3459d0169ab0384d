import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AccessLine, noteAccess } from './access-lines.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'access-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('each request is a line, once its answer has gone, and says whether it came through the edge', async () => {
  const file = join(folder, 'access.jsonl');
  const lines = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as AccessLine);
  const server = createServer((asked, answer) => {
    if (asked.url !== '/never') answer.writeHead(asked.url === '/none' ? 404 : 200).end('here');
  });
  server.on('request', noteAccess(file, { header: 'x-origin-secret', secret: 'right' }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  await (await fetch(`${base}/a?b=%20c`, { headers: { 'x-origin-secret': 'right' } })).text();
  await (await fetch(`${base}/none`, { method: 'POST', headers: { 'x-origin-secret': 'a guess' } })).text();
  const gone = request(`${base}/never`);
  gone.on('error', () => {});
  gone.end();
  await once(server, 'request');
  gone.destroy();
  await expect.poll(lines).toHaveLength(3);
  server.close();

  expect(lines().map(({ method, path, status, edge }) => [method, path, status, edge])).toEqual([
    ['GET', '/a?b=%20c', 200, true],
    ['POST', '/none', 404, false],
    ['GET', '/never', 0, false],
  ]);
  for (const { start, end } of lines()) expect(end).toBeGreaterThanOrEqual(start);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
