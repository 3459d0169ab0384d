import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { exchange } from '../../../local/engines/exchange.ts';
import { type Round, saturate } from './saturate.ts';

/** A cached page beside a bare server's answer of the same bytes, by rounds that alternate. */
export interface Comparison {
  /** Of the answers that were compared. */
  readonly bytes: number;
  readonly headers: number;
  readonly rounds: readonly { readonly edge: Round; readonly bare: Round }[];
}

/** Headers that Node's server adds by itself to every answer. */
const OWN = new Set(['date', 'connection', 'keep-alive']);

/** Has an edge and a bare server answer as fast as they can, in turn, each in a process of its own. */
export const compare = async (
  url: string,
  plan: { readonly rounds: number; readonly seconds: number; readonly connections: number },
): Promise<Comparison> => {
  const { hostname, port, pathname: path } = new URL(url);
  const { headers, body } = await exchange({ hostname, port, path });
  const same = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      OWN.has(name) || typeof value !== 'string' ? [] : [[name, value]],
    ),
  );
  const child = fork(join(import.meta.dirname, 'bare-server.ts'));
  try {
    child.send({ headers: same, body: body.toString('base64') });
    const [{ url: bare }] = (await once(child, 'message')) as [{ url: string }];
    const rounds: { edge: Round; bare: Round }[] = [];
    for (let round = 0; round < plan.rounds; round += 1) {
      // Who begins changes: what slows down over time counts for both.
      if (round % 2 === 0)
        rounds.push({ edge: await saturate(url, plan), bare: await saturate(`${bare}${path}`, plan) });
      else {
        const second = await saturate(`${bare}${path}`, plan);
        rounds.push({ edge: await saturate(url, plan), bare: second });
      }
    }
    return { bytes: body.length, headers: Object.keys(same).length, rounds };
  } finally {
    child.disconnect();
  }
};

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};
