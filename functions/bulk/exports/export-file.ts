import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { waits } from '#lib/deadline.ts';
import type { Export } from './export.ts';
import { exportsBucket, fileKey } from './export-file-key.ts';

/**
 * The file of an export in the bucket. A file of one part is one object. A larger one is a multipart upload, to which each
 * step adds parts of six megabytes (S3 takes five and more, but for the last); what a step has written and is too little
 * for a part lies in an object of its own until the next one. So memory holds a part, however long the file is.
 */
const PART_BYTES = 6 * 1024 * 1024;
/** A part may take so many times as long as a call of the table. */
const SEND_TIMES = 20;

let shared: S3Client | undefined;
/** A checksum of every part would have to be kept and told again when they are joined: the ETags do. */
const s3 = (): S3Client => {
  shared ??= new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: waits(SEND_TIMES),
  });
  return shared;
};

const tailKey = (id: string, step: number): string => `tails/${id}/${step}.csv`;

/** What a browser calls the file: what it is about, and when. */
const fileName = ({ kind, filter, createdAt }: Export): string =>
  filter ? `${kind}-${filter.from}-to-${filter.to}.csv` : `${kind}-${createdAt.slice(0, 10)}.csv`;

const place = (one: Export) => ({ Bucket: exportsBucket(), Key: fileKey(one) });
const headers = (one: Export) => ({
  ContentType: 'text/csv; charset=utf-8',
  ContentDisposition: `attachment; filename="${fileName(one)}"`,
});

/** How much of the file there is, as the export records it. */
type Written = Pick<Export, 'isWritten' | 'bytes' | 'parts'> & Partial<Pick<Export, 'uploadId' | 'tailStep'>>;

/** A file that a step goes on writing. */
export interface ExportFile {
  add(line: string): Promise<void>;
  /** Keeps what is held for the step that comes next. */
  pause(step: number): Promise<Written>;
  /** Writes the last part; `joinParts` makes the file of them. */
  finish(): Promise<Written>;
}

/** Opens the file of an export where its last step left it. */
export const openExportFile = async (one: Export): Promise<ExportFile> => {
  const parts = [...one.parts];
  let { uploadId, bytes } = one;
  let held: (Buffer | string)[] = [];
  let size = 0;
  if (one.tailStep !== undefined) {
    const tail = await readTail(one.id, one.tailStep);
    held.push(tail);
    size = tail.length;
  }
  const take = (): Buffer => {
    const all = Buffer.concat(
      held.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
      size,
    );
    held = [];
    size = 0;
    return all;
  };
  const sendPart = async (): Promise<void> => {
    uploadId ??= (await s3().send(new CreateMultipartUploadCommand({ ...place(one), ...headers(one) }))).UploadId;
    const input = { ...place(one), UploadId: uploadId, PartNumber: parts.length + 1, Body: take() };
    parts.push((await s3().send(new UploadPartCommand(input))).ETag ?? '');
  };
  const written = (more: Partial<Written>): Written => ({
    isWritten: false,
    bytes,
    parts,
    ...(uploadId === undefined ? {} : { uploadId }),
    ...more,
  });
  return {
    async add(line) {
      held.push(line);
      const length = Buffer.byteLength(line);
      size += length;
      bytes += length;
      if (size >= PART_BYTES) await sendPart();
    },
    async pause(step) {
      const input = { Bucket: exportsBucket(), Key: tailKey(one.id, step), Body: take() };
      await s3().send(new PutObjectCommand(input));
      return written({ tailStep: step });
    },
    async finish() {
      if (parts.length === 0) await s3().send(new PutObjectCommand({ ...place(one), ...headers(one), Body: take() }));
      else if (size > 0) await sendPart();
      return written({ isWritten: true });
    },
  };
};

const readTail = async (id: string, step: number): Promise<Buffer> => {
  const { Body } = await s3().send(new GetObjectCommand({ Bucket: exportsBucket(), Key: tailKey(id, step) }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** Makes the file of its parts; a repeat finds it made. @throws Error when neither the parts nor the file are there */
export const joinParts = async (one: Export): Promise<void> => {
  if (one.parts.length === 0) return;
  const Parts = one.parts.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
  try {
    await s3().send(
      new CompleteMultipartUploadCommand({ ...place(one), UploadId: one.uploadId, MultipartUpload: { Parts } }),
    );
  } catch (error) {
    if (!isNamed(error, 'NoSuchUpload')) throw error;
    const { ContentLength } = await s3().send(new HeadObjectCommand(place(one)));
    if (ContentLength !== one.bytes) throw error;
  }
};
