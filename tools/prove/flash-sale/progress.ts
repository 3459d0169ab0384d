import type { Plan, Standing } from './run.ts';

const number = new Intl.NumberFormat('en');
const sentences: Readonly<Record<Standing['phase'], string>> = {
  opening: 'starting a stack of its own and stocking the shelves',
  before: 'other products sell alone',
  selling: '',
  after: 'everybody has an answer; other products sell on',
  settling: 'waiting for the queues to empty and the last e-mail to be sent',
};
const shardsOf = ({ shards }: Plan): string => `${shards} ${shards === 1 ? 'shard' : 'shards'}`.padEnd(9);

/** Over how long the rate is taken. */
const WINDOW_MS = 10_000;

/**
 * Tells how far a sale is: on a terminal one line that is written over ten times a second, elsewhere a line per phase and
 * per tenth of the buyers.
 */
export const tellProgress = (
  plan: Plan,
  out: { readonly isTTY?: boolean; write(text: string): unknown },
  now: () => number = () => performance.now(),
): ((standing: Standing) => void) => {
  let phase: Standing['phase'] | undefined;
  let told = { at: Number.NEGATIVE_INFINITY, tenth: 0 };
  let rate = rateOver(WINDOW_MS);
  const say = (text: string): void => void out.write(out.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  return (standing) => {
    if (standing.phase !== phase) {
      if (out.isTTY && phase === 'selling') out.write('\n');
      phase = standing.phase;
      rate = rateOver(WINDOW_MS);
      if (phase !== 'selling') say(`${shardsOf(plan)}  ${sentences[phase]} …`);
    }
    if (standing.phase !== 'selling') return;
    const at = now();
    const perSecond = rate(at, standing.answered);
    const tenth = Math.floor((standing.answered * 10) / plan.buyers);
    const last = standing.answered === plan.buyers;
    if (!last && (out.isTTY ? at - told.at < 100 : tenth === told.tenth)) return;
    told = { at, tenth };
    say(lineOf(plan, standing, perSecond));
  };
};

/** Answers a rate per second over the last `windowMs` alone: requests after the last unit are answered much sooner. */
const rateOver = (windowMs: number): ((at: number, count: number) => number) => {
  const marks: { at: number; count: number }[] = [];
  return (at, count) => {
    marks.push({ at, count });
    while ((marks[1]?.at ?? at) < at - windowMs) marks.shift();
    const first = marks[0] ?? { at, count };
    return at > first.at ? ((count - first.count) * 1000) / (at - first.at) : 0;
  };
};

const lineOf = (plan: Plan, { answered, sold, refused }: Standing, rate: number): string => {
  const left = rate > 0 ? Math.ceil((plan.buyers - answered) / rate) : 0;
  const others = answered - sold - refused;
  return [
    shardsOf(plan),
    `${number.format(answered)} of ${number.format(plan.buyers)} answered`,
    `${number.format(sold)} sold`,
    `${number.format(refused)} told "sold out"`,
    ...(others > 0 ? [`${number.format(others)} UNANSWERED`] : []),
    `${Math.round(rate)}/s`,
    rate > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left` : '',
  ]
    .join('  ')
    .trimEnd();
};
