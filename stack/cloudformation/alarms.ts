import type { Module } from '../load.js';
import { type Json, logicalId, STAGE, shared } from './names.ts';

const PERIOD_SECONDS = 300;
const words = (metric: string): string =>
  metric.replace(/[A-Z]/g, (letter, at) => (at ? '-' : '') + letter.toLowerCase());

/** An alarm for each metric that a module's stack.yml names (lib/metric.ts counts it): one is one too many. */
export const alarmsOf = (module: Module, slice: string | undefined): Json =>
  Object.fromEntries(
    Object.entries(module.alarms ?? {}).map(([metric, description]) => [
      logicalId(module.name, words(metric), 'metric', 'alarm'),
      {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: `floodgate-${STAGE}-${module.name}-${words(metric)}`,
          AlarmDescription: description,
          Namespace: 'floodgate',
          MetricName: metric,
          Dimensions: [
            { Name: 'service', Value: 'floodgate' },
            { Name: 'stage', Value: STAGE },
          ],
          Statistic: 'Maximum',
          Period: PERIOD_SECONDS,
          EvaluationPeriods: 1,
          Threshold: 0,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
          AlarmActions: [shared(slice).alarms],
        },
      },
    ]),
  );
