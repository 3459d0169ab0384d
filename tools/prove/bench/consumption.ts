import { readFileSync } from 'node:fs';
import type { Reply } from './load.ts';

/** Engine calls, and the read and write units that DynamoDB consumed for them. */
export interface Consumption {
  calls: number;
  read: number;
  write: number;
}

/** Adds up consumption. */
export const sumOf = (all: readonly (Consumption | undefined)[]): Consumption =>
  all.reduce<Consumption>(
    (sum, one) => ({
      calls: sum.calls + (one?.calls ?? 0),
      read: sum.read + (one?.read ?? 0),
      write: sum.write + (one?.write ?? 0),
    }),
    { calls: 0, read: 0, write: 0 },
  );

/** Reads the consumption of one request from the `X-Cost` of its reply. */
export const costOf = (reply: Reply): Consumption => {
  const found = String(reply.headers['x-cost']).match(/calls=([\d.]+); read=([\d.]+); write=([\d.]+)/);
  return { calls: Number(found?.[1]), read: Number(found?.[2]), write: Number(found?.[3]) };
};

type Line = { message: string; function?: string; calls: number; readUnits: number; writeUnits: number };

/**
 * Adds up what consumers and streams used since a position of the log file, by function.
 *
 * @param apart names of functions that are not counted: schedules run whether or not somebody buys
 */
export const consumedSince = (
  log: string,
  position: number,
  apart: ReadonlySet<string>,
): Record<string, Consumption> => {
  const byFunction: Record<string, Consumption> = {};
  for (const text of readFileSync(log, 'utf8').slice(position).split('\n')) {
    const line = text.startsWith('{') ? (JSON.parse(text) as Line) : undefined;
    if (!line?.function || line.calls === undefined || apart.has(line.function)) continue;
    const used = { calls: line.calls, read: line.readUnits, write: line.writeUnits };
    byFunction[line.function] = sumOf([byFunction[line.function], used]);
  }
  return byFunction;
};
