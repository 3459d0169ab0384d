import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { area, stage } from './env.ts';
import { log } from './log.ts';
import { Refusal } from './problem.ts';
import { isTransient } from './retryable-error.ts';

let metrics: Metrics | undefined;

const meter = (): Metrics => {
  metrics ??= new Metrics({ namespace: 'floodgate', serviceName: 'floodgate', defaultDimensions: { stage: stage() } });
  return metrics.singleMetric();
};

/** How much of something there is now, for the alarm of that name. */
export const measured = (metric: string, value: number): void => {
  meter().addMetric(metric, MetricUnit.Count, value);
};

/**
 * Something that a person has to look at: an error line for the log and a count for the alarm of that name, in
 * CloudWatch's embedded metric format (namespace `floodgate`, dimensions stage and service).
 * @param metric the alarm's name: `RefundFailed`
 */
export const alarmed = (metric: string, message: string, error: unknown, data: Record<string, unknown> = {}): void => {
  log.error(message, error, { ...data, metric });
  measured(metric, 1);
};

/** The alarms of bugs, one for each area. */
const bugs = { buying: 'BugsBuying', money: 'BugsMoney', telling: 'BugsTelling', other: 'BugsOther' };

/**
 * Records what an invocation threw: an error line, and one count of its area's bugs unless it is a refusal or trying
 * again helps. It needs no environment: a function without one is a bug, too.
 */
export const failed = (message: string, error: unknown, data: Record<string, unknown>): void => {
  if (error instanceof Refusal || isTransient(error)) log.error(message, error, data);
  else alarmed(bugs[area() as keyof typeof bugs] ?? bugs.other, message, error, data);
};
