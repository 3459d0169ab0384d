import type { Bucket, StackFunction, UploadTrigger } from '../model.ts';
import { arnOf, attribute, bucketName, type Json, logicalId, ref, sub } from './names.ts';
import { policyId, queueId } from './queues.ts';

type Taker = StackFunction & { readonly trigger: UploadTrigger };
const takersOf = (functions: readonly StackFunction[], bucket: string): Taker[] =>
  functions.filter((fn): fn is Taker => fn.trigger.kind === 'upload' && fn.trigger.bucket === bucket);

/** Renders a module's buckets: closed, encrypted, TLS only, emptied by age; a new object is announced to its function's queue. */
export const bucketsOf = (
  module: string,
  buckets: readonly Bucket[],
  functions: readonly StackFunction[],
  stage: string,
): Json =>
  Object.fromEntries(
    buckets.flatMap((bucket) => {
      const id = logicalId(module, bucket.id, 'bucket');
      return [
        [id, bucketOf(bucket, takersOf(functions, bucket.name), stage)],
        [`${id}Policy`, policyOf(id, bucket, stage)],
      ];
    }),
  );

const bucketOf = (bucket: Bucket, takers: readonly Taker[], stage: string): Json => ({
  Type: 'AWS::S3::Bucket',
  DeletionPolicy: 'RetainExceptOnCreate',
  UpdateReplacePolicy: 'Retain',
  // S3 tries the queue out when the notification is set.
  ...(takers.length > 0 ? { DependsOn: takers.map(policyId) } : {}),
  Properties: {
    BucketName: sub(bucketName(stage, bucket.name)),
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
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: bucket.abortUploadDays },
          ...(bucket.expireDays === null ? {} : { ExpirationInDays: bucket.expireDays }),
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

const notification = (taker: Taker): Json => ({
  Event: 's3:ObjectCreated:*',
  Queue: attribute(queueId(taker)),
  ...(taker.trigger.prefix ? { Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: taker.trigger.prefix }] } } } : {}),
});

/** Refuses every request that does not come over TLS. */
const policyOf = (id: string, bucket: Bucket, stage: string): Json => ({
  Type: 'AWS::S3::BucketPolicy',
  Properties: {
    Bucket: ref(id),
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: (['bucket', 'objects'] as const).map((kind) => arnOf(stage, { kind, name: bucket.name })),
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  },
});
