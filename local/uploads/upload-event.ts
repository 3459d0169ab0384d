import type { S3Event } from 'aws-lambda';
import { isoTime, nowMs } from '#lib/clock.ts';
import { REGION } from '../environment.ts';

export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
}

/** A key in a notification is encoded like a form field: a blank is a plus sign, a slash stays. */
const encodedKey = (key: string): string => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');

/** S3's event notification of a new object, version 2.1. */
export const s3Notification = (object: StoredObject, eventName = 'ObjectCreated:Post'): S3Event => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: REGION,
      eventTime: isoTime(nowMs()),
      eventName,
      userIdentity: { principalId: 'local' },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: { 'x-amz-request-id': 'local', 'x-amz-id-2': 'local' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'local',
        bucket: { name: object.bucket, ownerIdentity: { principalId: 'local' }, arn: `arn:aws:s3:::${object.bucket}` },
        object: {
          key: encodedKey(object.key),
          size: object.size,
          eTag: object.etag.replaceAll('"', ''),
          sequencer: nowMs().toString(16),
        },
      },
    },
  ],
});
