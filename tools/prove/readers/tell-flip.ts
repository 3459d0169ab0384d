import { allHold, told } from './claim.ts';
import { defects } from './defects.ts';
import { type FlipSeen, judgeFlip } from './judge-flip.ts';
import { type FlipPlan, seeFlip } from './run-flip.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Sees one flip for each seed and says what each came to; answers whether all bounds hold, or a planted defect was found. */
export const tellFlips = async (plan: FlipPlan, seeds: number): Promise<boolean> => {
  const defect = plan.defect === undefined ? undefined : defects[plan.defect];
  if (defect) say(`Planted: ${defect.about}.`);
  let broken = 0;
  for (let seed = plan.seed; seed < plan.seed + seeds; seed += 1) {
    const seen = await seeFlip({ ...plan, seed });
    const claims = judgeFlip(seen);
    if (!allHold(claims)) broken += 1;
    say(`seed ${seed}, edge ${plan.edge}${seen.killed ? ', killed and started' : ''}: ${countsOf(seen)}`);
    say(told(claims));
  }
  say(`${seeds - broken} of ${seeds} seeds kept every bound, at ${plan.rate}/s through ${plan.edge}.`);
  if (!defect) return broken === 0;
  if (defect.isWrong)
    say(broken === seeds ? 'The planted defect was found each time.' : 'The planted defect was not found each time.');
  return !defect.isWrong || broken === seeds;
};

const countsOf = ({ answers, lines, at }: FlipSeen): string => {
  const count = (shows: string): number => answers.filter((answer) => answer.shows === shows).length;
  const across = answers.filter(({ start, end }) => start < at && end >= at).length;
  return (
    `${answers.length} answers (${count('before')} old, ${count('after')} new, ${count('failed')} failed, ${across} across the second), ` +
    `${lines.filter(({ edge }) => edge).length} fetches`
  );
};
