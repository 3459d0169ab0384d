import type { Alarm } from '../model.ts';
import { type Json, logicalId, ref, shared } from './names.ts';

/** The alarms of a module, each telling the pager's topic when it rings and when it is over. */
export const alarmsOf = (alarms: readonly Alarm[], stage: string, slice: string | undefined): Json =>
  Object.fromEntries(
    alarms.map((alarm) => [
      logicalId(alarm.name.replace(`floodgate-${stage}-`, ''), 'alarm'),
      {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: alarm.name,
          AlarmDescription: alarm.description,
          Namespace: alarm.namespace,
          MetricName: alarm.metric,
          Dimensions: Object.entries(alarm.dimensions).map(([Name, value]) => ({
            Name,
            // The API's id is given by AWS: here stands the name of the resource.
            Value: Name === 'ApiId' ? ref(value) : value,
          })),
          Statistic: alarm.statistic,
          Period: alarm.periodSeconds,
          EvaluationPeriods: alarm.periods,
          Threshold: alarm.threshold,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
          AlarmActions: [shared(stage, slice).pager],
          OKActions: [shared(stage, slice).pager],
        },
      },
    ]),
  );
