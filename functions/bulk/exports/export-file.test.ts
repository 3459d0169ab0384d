import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import type { Export } from './export.ts';
import { joinParts, openExportFile } from './export-file.ts';
import { exportsBucket, fileKey } from './export-file-key.ts';
import { fileOf } from './exporting.fixture.ts';
import { showExport } from './show-export.ts';

const fresh = (): Export => ({
  id: newId('exp'), kind: 'stock', status: 'running', step: 0, tries: 1, touchedAt: isoTime(nowMs()), isWritten: false,
  progress: 0, rows: 0, bytes: 0, parts: [], createdAt: isoTime(nowMs()),
}); // biome-ignore format: a record
const line = (number: number): string => `${String(number).padStart(8, '0')},${'x'.repeat(90)}\r\n`;

it('a file of many parts, written over many steps, is one file in order; joining it again changes nothing', async () => {
  let one = fresh();
  let number = 0;
  for (const lines of [10_000, 70_000, 1, 0, 90_000]) {
    const file = await openExportFile(one);
    for (const end = number + lines; number < end; number += 1) await file.add(line(number));
    one = { ...one, ...(number < 170_001 ? await file.pause(one.step + 1) : await file.finish()), step: one.step + 1 };
  }
  expect(one.parts.length).toBe(3);
  expect(one.bytes).toBe(170_001 * 101);
  await joinParts(one);
  await joinParts(one);
  const view = await showExport({ ...one, status: 'done', finishedAt: isoTime(nowMs()) }, nowMs());
  const text = await fileOf(view);
  expect(text.length).toBe(170_001 * 101);
  expect(
    text
      .trimEnd()
      .split('\r\n')
      .findIndex((row, index) => Number(row.slice(0, 8)) !== index),
  ).toBe(-1);
});

it('a short file is one object with a name for the browser', async () => {
  const file = await openExportFile(fresh());
  await file.add('a,b\r\n');
  const one = { ...fresh(), ...(await file.finish()) };
  expect(one).toMatchObject({ isWritten: true, bytes: 5, parts: [] });
});

it('parts of an upload that is gone, with no file in its place, are an error', async () => {
  const one = { ...fresh(), parts: ['"etag"'], uploadId: 'gone', bytes: 7 };
  await expect(joinParts(one)).rejects.toThrow();
  const head = new HeadObjectCommand({ Bucket: exportsBucket(), Key: fileKey(one) });
  await expect(new S3Client({}).send(head)).rejects.toMatchObject({ name: 'NotFound' });
});
