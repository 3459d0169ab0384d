import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { MadeImage } from '../../../functions/media/image/make-renditions.ts';
import { CENTRE, type FocalPoint, type RefusalCode, type Rendition } from '../../../functions/media/media.ts';

/** What a process of its own is to work. */
export interface Task {
  readonly files: readonly string[];
  /** Where renditions go; without it they are dropped. */
  readonly folder?: string;
  readonly focalPoint: FocalPoint;
}
/** What became of a file, and what it cost. */
export interface Worked {
  readonly file: string;
  /** Why it was refused. */
  readonly code?: RefusalCode;
  readonly image?: MadeImage;
  readonly renditions: readonly Rendition[];
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Of the process from its start to here. */
  readonly allCpuMs: number;
  /** What the process holds after it, and the most that it ever held. */
  readonly rssMb: number;
  readonly peakMb: number;
}

/** Works files in one process of its own. @throws what ended that process, when something did */
export const work = (files: readonly string[], given: Partial<Task> = {}, heard = (_one: Worked): void => {}): Promise<Worked[]> =>
  new Promise((resolve, reject) => {
    const task: Task = { focalPoint: CENTRE, ...given, files };
    const worked: Worked[] = [];
    let rest = '';
    const child = execFile(process.execPath, [join(import.meta.dirname, 'worker.ts'), JSON.stringify(task)], (error, _, told) => {
      if (error) reject(new Error(`${files[worked.length]}: ${told.trim() || error.signal || error.message}`));
      else resolve(worked);
    });
    child.stdout?.on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const one = JSON.parse(line) as Worked;
        worked.push(one);
        heard(one);
      }
    });
  }); // biome-ignore format: the promise is the body
