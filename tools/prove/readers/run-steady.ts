import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nowMs } from '#lib/clock.ts';
import { startStack } from '../../../local/start-stack.ts';
import { type EdgeName, openEdge } from '../edges/edges.ts';
import { publishArticles } from './articles.ts';
import { type Comparison, compare } from './compare.ts';
import { linesIn } from './fetches.ts';
import type { Steady } from './judge-steady.ts';
import { readAll } from './read.ts';
import { staffOf } from './staff.ts';

export interface SteadyPlan {
  readonly edge: EdgeName;
  readonly rate: number;
  readonly seconds: number;
  readonly objects: number;
  /** Of the comparison; 0 for none. */
  readonly rounds: number;
}

const ROUND_SECONDS = 3;
const CONNECTIONS = 32;

/** Reads articles for a while through an edge of a stack of its own, then one of them beside a bare server. */
export const readSteadily = async (
  plan: SteadyPlan,
): Promise<{ readonly seen: Steady; readonly comparison: Comparison | undefined }> => {
  const folder = mkdtempSync(join(tmpdir(), 'floodgate-readers-'));
  const file = join(folder, 'access.jsonl');
  const stack = await startStack({ env: { SEED: '0', ACCESS_LINES: file } });
  try {
    const objects = await publishArticles(staffOf(stack), plan.objects);
    const edge = await openEdge(plan.edge, stack);
    try {
      const statuses = new Map<number, number>();
      const from = nowMs() + 100;
      const to = from + plan.seconds * 1000;
      await readAll({
        ...{ edge: edge.url, objects, rate: plan.rate, from, until: () => to },
        each: ({ status }) => statuses.set(status, (statuses.get(status) ?? 0) + 1),
      });
      const seen = { objects, lines: linesIn(file), statuses, from, to };
      const rounds = { rounds: plan.rounds, seconds: ROUND_SECONDS, connections: CONNECTIONS };
      const comparison = plan.rounds > 0 ? await compare(`${edge.url}${objects[0]?.path}`, rounds) : undefined;
      return { seen, comparison };
    } finally {
      await edge.stop();
    }
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
