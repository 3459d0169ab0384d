import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedStack, startStack } from '../../local/start-stack.ts';
import { failuresBehind } from '../../tools/prove/fuzz/behind.ts';
import { isRight, shown } from '../../tools/prove/fuzz/report.ts';
import { fuzz } from '../../tools/prove/fuzz/run.ts';

/** `npm run fuzz` sends 20,000. */
const REQUESTS_A_ROUTE = 20;
const SEED = 20_261_130;

let stack: StartedStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

test('requests by the document and against it get no 5xx, and no answer that is not as the document says', async () => {
  const { paths } = (await (await fetch(`${stack.api}/openapi.json`)).json()) as { paths: Record<string, object> };
  const routes = Object.values(paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
  // Past the edge, which answers some of it for the API.
  const outcome = await fuzz({ ...stack, api: stack.gateway }, { seed: SEED, requests: routes * REQUESTS_A_ROUTE });
  const behind = failuresBehind(stack);
  expect(isRight(outcome, behind), shown(outcome, SEED, behind)).toBe(true);
  expect(outcome.operations).toBe(routes);
  const done = (outcome.statuses[200] ?? 0) + (outcome.statuses[201] ?? 0);
  expect(done).toBeGreaterThan(outcome.requests / 4);
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}
const defects: Readonly<Record<string, (answer: Answer) => Answer>> = {
  'a 500: internal': (answer) => ({ ...answer, status: 500, body: '{"code":"internal"}' }),
  'a 200 without X-Request-Id': ({ headers: { 'x-request-id': _, ...headers }, ...answer }) => ({ ...answer, headers }),
  'a 200 that breaks its schema: /items must be array': (answer) => ({
    ...answer,
    body: JSON.stringify({ ...JSON.parse(answer.body), items: 'none' }),
  }),
};

/** Stands before a stack and changes what lists of products answer, as a faulty handler would. */
const faultyBefore = (api: string, plant: (answer: Answer) => Answer): Server =>
  createServer((asked, answered) => {
    const { 'accept-encoding': _, ...headers } = asked.headers;
    const { hostname, port } = new URL(api);
    const passedOn = request({ hostname, port, method: asked.method, path: asked.url, headers }, async (answer) => {
      const { 'content-length': _length, ...kept } = answer.headers;
      const whole = { status: answer.statusCode ?? 0, headers: kept, body: await text(answer) };
      const isList = asked.method === 'GET' && asked.url?.startsWith('/api/v1/products') && whole.status === 200;
      const { status, headers: sent, body } = isList ? plant(whole) : whole;
      answered.writeHead(status, sent).end(body);
    });
    asked.pipe(passedOn);
  });

test.each(Object.entries(defects))('%s is found where it is planted before a running stack', async (what, plant) => {
  const faulty = faultyBefore(stack.gateway, plant);
  await new Promise<void>((resolve) => faulty.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = faulty.address() as AddressInfo;
    const api = `http://127.0.0.1:${port}${new URL(stack.api).pathname}`;
    const outcome = await fuzz({ api, adminKey: stack.adminKey }, { seed: SEED, requests: 10, only: 'GET /products' });
    expect(outcome.found.map((one) => one.what)).toContain(what);
    expect(isRight(outcome)).toBe(false);
    expect(shown(outcome, SEED)).toMatch(
      /alone: npm run fuzz -- --seed 20261130 --only 'GET \/products' --requests \d+\n/,
    );
  } finally {
    faulty.closeAllConnections();
    faulty.close();
  }
});
