import { parse } from 'csv-parse/sync';
import { isoTime, nowMs } from '#lib/clock.ts';
import { update, write } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { deliver } from '../../../test/support/shop.ts';
import { createApiKey, type Scope } from '../../users/public.ts';
import * as createExport from '../http/admin/create-export.ts';
import * as getExport from '../http/admin/get-export.ts';
import { table } from '../imports-table.ts';
import * as consumer from '../queue/work-export.ts';
import type { ExportView } from './export.ts';
import { readExport } from './exports-table.ts';
import type { ExportStep } from './messages.ts';
import { workExport } from './work-export.ts';

/** For tests: exports as staff and the queue drive them, step by step, so that a test can stop, repeat or kill one. */
const keys = new Map<string, Promise<string>>();
export const keyOf = (...scopes: Scope[]): Promise<string> => {
  const name = scopes.join(' ');
  const made = keys.get(name) ?? createApiKey({ name, scopes }).then(({ secret }) => secret);
  keys.set(name, made);
  return made;
};

export const ask = async (body: object, token?: string) =>
  invokeHttp(createExport, { token: token ?? (await keyOf('admin')), body });

export const start = async (body: object): Promise<string> => {
  const answer = await ask(body);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.id;
};

export const look = async (id: string): Promise<ExportView> =>
  (await invokeHttp(getExport, { params: { id }, token: await keyOf('admin') })).body;

/** Hands a message to the shipped consumer; answers how many failed. */
export const hand = (message: ExportStep): Promise<number> => deliver(consumer, [message]);

/** Works an export to its end; with `pageByPage` each step is one page. */
export const finish = async (id: string, { pageByPage = false } = {}): Promise<ExportView> => {
  for (;;) {
    const { status, step } = await readExport(id);
    if (status === 'done' || status === 'failed') return look(id);
    const message = { exportId: id, step };
    if (pageByPage) await workExport(message, 0);
    else if ((await hand(message)) > 0) throw new Error('a step failed');
  }
};

/** What AWS's clock does to a step whose function is dead: its lease is over. */
export const endLease = (id: string) =>
  write(update(table, { pk: 'exports', sk: id }, 'SET #leaseUntil = :past', { past: isoTime(nowMs() - 1) }));

export const fileOf = async ({ url }: ExportView): Promise<string> => {
  const answer = await fetch(url ?? '');
  if (answer.status !== 200) throw new Error(`the file was answered ${answer.status}`);
  return answer.text();
};

/** The rows of a file by the names of its columns. */
export const rowsIn = (file: string): Record<string, string>[] => parse(file, { columns: true });

export const exported = async (body: object): Promise<Record<string, string>[]> =>
  rowsIn(await fileOf(await finish(await start(body))));
