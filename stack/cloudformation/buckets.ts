import type { Handler, Module } from '../load.js';
import { attribute, bucketName, type Json, logicalId } from './names.ts';
import { policyId, queueId } from './queues.ts';

/** A module's buckets: closed, encrypted, emptied by age; new objects tell the queue of the function that takes them. */
export const bucketsOf = (module: Module, handlers: readonly Handler[]): Json =>
  Object.fromEntries(
    Object.entries(module.buckets ?? {}).map(([bucket, { expireDays }]) => {
      const takers = handlers.filter((one) => one.kind === 'upload' && one.exports.on.bucket === bucket);
      return [logicalId(module.name, bucket, 'bucket'), bucketOf(module.name, bucket, expireDays, takers)];
    }),
  );

const bucketOf = (
  module: string,
  bucket: string,
  expireDays: number | undefined,
  takers: readonly Handler[],
): Json => ({
  Type: 'AWS::S3::Bucket',
  DeletionPolicy: 'RetainExceptOnCreate',
  UpdateReplacePolicy: 'Retain',
  // S3 tries the queue out when the notification is set.
  ...(takers.length > 0 ? { DependsOn: takers.map(policyId) } : {}),
  Properties: {
    BucketName: bucketName(module, bucket),
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: {
      Rules: [
        {
          Id: 'expire',
          Status: 'Enabled',
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          ...(expireDays === undefined ? {} : { ExpirationInDays: expireDays }),
        },
      ],
    },
    // A browser posts the upload form straight here; the form's signature is what allows it.
    CorsConfiguration: {
      CorsRules: [{ AllowedMethods: ['POST'], AllowedOrigins: ['*'], AllowedHeaders: ['*'], MaxAge: 3600 }],
    },
    ...(takers.length > 0 ? { NotificationConfiguration: { QueueConfigurations: takers.map(notification) } } : {}),
  },
});

const notification = (taker: Handler): Json => ({
  Event: 's3:ObjectCreated:*',
  Queue: attribute(queueId(taker)),
  ...(taker.exports.on.prefix
    ? { Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: taker.exports.on.prefix }] } } }
    : {}),
});
