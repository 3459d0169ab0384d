import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { env } from './env.ts';
import { log } from './log.ts';

let metrics: Metrics | undefined;

const meter = (): Metrics => {
  metrics ??= new Metrics({
    namespace: 'floodgate',
    serviceName: 'floodgate',
    defaultDimensions: { stage: env().STAGE },
  });
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
