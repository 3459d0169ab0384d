import { bucketName } from '#lib/work.ts';
import type { Export } from './export.ts';

/** Where the file of an export lies; apart from its writer, so that routes do not carry the S3 client. */
export const exportsBucket = (): string => bucketName('bulk', 'exports');
export const fileKey = ({ kind, id }: Pick<Export, 'kind' | 'id'>): string => `${kind}/${id}.csv`;
