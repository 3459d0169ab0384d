import type { Bucket, StackFunction, UploadTrigger } from '../model.ts';
import { arnOf, attribute, bucketName, type Json, logicalId, ref, sub } from './names.ts';
import { policyId, queueId } from './queues.ts';

type Taker = StackFunction & { readonly trigger: UploadTrigger };
const takersOf = (functions: readonly StackFunction[], bucket: string): Taker[] =>
  functions.filter((fn): fn is Taker => fn.trigger.kind === 'upload' && fn.trigger.bucket === bucket);

/**
 * Renders a module's buckets: closed, encrypted, TLS only, emptied by age; a new object is announced to its function's
 * queue.
 * @param atTheEdge names of those that CloudFront reads
 */
export const bucketsOf = (
  module: string,
  buckets: readonly Bucket[],
  functions: readonly StackFunction[],
  stage: string,
  atTheEdge: ReadonlySet<string>,
): Json =>
  Object.assign(
    {},
    ...buckets.map((bucket) =>
      bucketResources(module, bucket, takersOf(functions, bucket.name), stage, (objects, whole) =>
        atTheEdge.has(bucket.name) ? [mayBeRead(objects, whole)] : [],
      ),
    ),
  );

/** A bucket with its policy. @param allowed statements beside the one that demands TLS, by the ARNs of its objects and its own */
export const bucketResources = (
  module: string,
  bucket: Bucket,
  takers: readonly Taker[],
  stage: string,
  allowed: (objects: Json, whole: Json) => Json[],
): Record<string, Json> => {
  const id = logicalId(module, bucket.id, 'bucket');
  return { [id]: bucketOf(bucket, takers, stage), [`${id}Policy`]: policyOf(id, bucket, stage, allowed) };
};

/**
 * CloudFront reads it, for any distribution of this account: the edge's slice is deployed after its modules'. Without
 * `ListBucket` an object that is not there would answer 403 and not 404.
 */
const mayBeRead = (objects: Json, whole: Json): Json => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudfront.amazonaws.com' },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: [objects, whole],
  Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } },
});

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
    ...(takers.length > 0
      ? {
          // A browser posts the upload form straight here; the form's signature is what allows it.
          CorsConfiguration: {
            CorsRules: [{ AllowedMethods: ['POST'], AllowedOrigins: ['*'], AllowedHeaders: ['*'], MaxAge: 3600 }],
          },
          NotificationConfiguration: { QueueConfigurations: takers.map(notification) },
        }
      : {}),
  },
});

const notification = (taker: Taker): Json => ({
  Event: 's3:ObjectCreated:*',
  Queue: attribute(queueId(taker)),
  ...(taker.trigger.prefix ? { Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: taker.trigger.prefix }] } } } : {}),
});

/** Refuses every request that does not come over TLS, and allows what is given. */
const policyOf = (id: string, bucket: Bucket, stage: string, allowed: (objects: Json, whole: Json) => Json[]): Json => {
  const [objects, whole] = (['objects', 'bucket'] as const).map((kind) =>
    arnOf(stage, { kind, name: bucket.name }),
  ) as [Json, Json];
  return {
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
            Resource: [whole, objects],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          ...allowed(objects, whole),
        ],
      },
    },
  };
};
