/** Measures how many access lines a second `lib/log.ts` writes: the median of some rounds, to a sink that counts bytes. */
import { log, logTo } from '#lib/log.ts';
import { inScope } from '#lib/trace.ts';

const ROUNDS = 15;
const LINES = 20_000;

let bytes = 0;
logTo((line) => {
  bytes += line.length;
});

/** The access line as `lib/http.ts` writes it. */
const line = {
  route: 'GET /products/{handle}',
  status: 200,
  ms: 3,
  bytes: 1840,
  calls: 1,
  readUnits: 0.5,
  writeUnits: 0,
  messages: 0,
};

const rates = await inScope({ requestId: '5f0c2c9e-8a55-4c3f-9a55-7f3f1c2e9a10', actor: 'api' }, async () => {
  const measured: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage().user;
    for (let i = 0; i < LINES; i++) log.info('request', line);
    measured.push((LINES * 1_000_000) / (process.cpuUsage().user - start));
  }
  return measured.sort((a, b) => a - b);
});
const median = rates[ROUNDS >> 1] ?? 0;
console.log(
  `${Math.round(median)} lines/s of processor time (${(1_000_000 / median).toFixed(2)} µs a line), ` +
    `${Math.round(bytes / (ROUNDS * LINES))} bytes a line; slowest ${Math.round(rates[0] ?? 0)}, ` +
    `fastest ${Math.round(rates.at(-1) ?? 0)}`,
);
