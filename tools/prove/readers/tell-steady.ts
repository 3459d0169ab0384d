import { allHold, atLeast, type Claim, told } from './claim.ts';
import { type Comparison, median } from './compare.ts';
import { judgeSteady } from './judge-steady.ts';
import { readSteadily, type SteadyPlan } from './run-steady.ts';

/** A cached page is answered at least so often as a bare server answers the same bytes. */
const LEAST_RATIO = 0.5;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const perSecond = (value: number): string => `${Math.round(value)}/s`;

/** Reads, judges and says what was counted; answers whether all bounds hold. */
export const tellSteady = async (plan: SteadyPlan): Promise<boolean> => {
  const { seen, comparison } = await readSteadily(plan);
  const answers = [...seen.statuses].map(([status, count]) => `${count} of ${status}`).join(', ');
  say(
    `${plan.objects} objects, ${plan.rate}/s, ${plan.seconds} s, edge ${plan.edge}: ${answers}; ${seen.lines.length} requests at the origin`,
  );
  const claims = [...judgeSteady(seen), ...(comparison ? [tellComparison(comparison)] : [])];
  say(told(claims));
  return allHold(claims);
};

const tellComparison = ({ bytes, headers, rounds }: Comparison): Claim => {
  say(
    `A cached page of ${bytes} bytes and ${headers} headers beside node:http alone, ${rounds.length} rounds in turn:`,
  );
  for (const { edge, bare } of rounds)
    say(
      `  ${perSecond(edge.perSecond)} of ${perSecond(bare.perSecond)}: ${(edge.perSecond / bare.perSecond).toFixed(2)} ` +
        `(the client used ${edge.cores.toFixed(2)} and ${bare.cores.toFixed(2)} of a core)`,
    );
  const ratio = median(rounds.map(({ edge, bare }) => edge.perSecond / bare.perSecond));
  return atLeast('a cached page, of what a bare server answers (median)', ratio, LEAST_RATIO);
};
