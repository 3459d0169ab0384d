import type { Bucket } from '../../model.ts';
import { bucketResources } from '../buckets.ts';
import { type Json, ref, sub } from '../names.ts';
import { nameIn } from './names.ts';

const DAYS = 30;

/**
 * What is noted of a request: the pattern that it matched and never its path, since paths of previews and orders are
 * secrets; no query, referrer, cookie, address or browser ("Standard logging reference", CloudFront developer guide).
 */
const FIELDS = [
  ...['timestamp(ms)', 'x-edge-request-id', 'x-edge-location', 'cs-method', 'cache-behavior-path-pattern'],
  ...['sc-status', 'sc-bytes', 'x-edge-result-type', 'x-edge-response-result-type', 'x-edge-detailed-result-type'],
  ...['time-taken', 'time-to-first-byte', 'origin-fbl', 'origin-lbl', 'cs-protocol-version', 'ssl-protocol'],
];

/** CloudFront's logs are delivered by resources of us-east-1 alone: a stage elsewhere has none of them. */
export const isWhereLogsAre = 'InVirginia';
export const logConditions: Json = { [isWhereLogsAre]: { 'Fn::Equals': [ref('AWS::Region'), 'us-east-1'] } };

/** Renders the delivery of access logs to a bucket: to S3 it costs nothing, at any number of readers. */
export const logs = (stage: string): Json => {
  const bucket: Bucket = { id: 'logs', name: nameIn(stage, 'edge-logs'), expireDays: DAYS, abortUploadDays: 1 };
  const Name = nameIn(stage, 'edge');
  const resources: Record<string, Json> = {
    ...bucketResources('edge', bucket, [], stage, (objects) => [mayDeliver(objects, Name)]),
    LogSource: {
      Type: 'AWS::Logs::DeliverySource',
      Properties: {
        Name,
        LogType: 'ACCESS_LOGS',
        ResourceArn: sub(`arn:\${AWS::Partition}:cloudfront::\${AWS::AccountId}:distribution/\${Distribution}`),
      },
    },
    LogDestination: {
      Type: 'AWS::Logs::DeliveryDestination',
      DependsOn: ['EdgeLogsBucketPolicy'],
      Properties: { Name, OutputFormat: 'json', DestinationResourceArn: { 'Fn::GetAtt': ['EdgeLogsBucket', 'Arn'] } },
    },
    LogDelivery: {
      Type: 'AWS::Logs::Delivery',
      Properties: {
        DeliverySourceName: ref('LogSource'),
        DeliveryDestinationArn: { 'Fn::GetAtt': ['LogDestination', 'Arn'] },
        RecordFields: FIELDS,
      },
    },
  };
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => [id, { Condition: isWhereLogsAre, ...resource }]),
  );
};

/** CloudWatch Logs puts the files, for this account's source alone ("Enabling logging from AWS services", S3). */
const mayDeliver = (objects: Json, source: string): Json => ({
  Effect: 'Allow',
  Principal: { Service: 'delivery.logs.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: objects,
  Condition: {
    StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId'), 's3:x-amz-acl': 'bucket-owner-full-control' },
    ArnLike: {
      'aws:SourceArn': sub(`arn:\${AWS::Partition}:logs:us-east-1:\${AWS::AccountId}:delivery-source:${source}`),
    },
  },
});
