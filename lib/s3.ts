import { S3Client } from '@aws-sdk/client-s3';
import { env } from './env.ts';

/** A file's next bytes may take so many times as long as a table's answer: 10.5 s on AWS. */
const TIMES = 7;

let shared: S3Client | undefined;
/** The one client of S3 for whole files. Routes do without: presign.ts weighs a tenth of it in a bundle. */
export const s3 = (): S3Client => {
  const { CONNECT_MS, REQUEST_MS } = env();
  shared ??= new S3Client({ requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: TIMES * REQUEST_MS } });
  return shared;
};
