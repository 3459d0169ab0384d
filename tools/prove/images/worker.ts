/**
 * Works files by the function's own code, one after the other in this process, and says of each what it cost; started by
 * worked.ts, so that its time and memory are the function's alone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MadeImage, makeRenditions, RefusedImage } from '../../../functions/media/image/make-renditions.ts';
import { refusalOf } from '../../../functions/media/image/type-of.ts';
import type { RefusalCode, Rendition } from '../../../functions/media/media.ts';
import type { Task, Worked } from './worked.ts';

/** Linux counts what a process had before it became this program into `maxRSS`; VmHWM is of this program alone. */
const kilobytes = (name: 'VmHWM' | 'VmRSS'): number => {
  try {
    return Number(readFileSync('/proc/self/status', 'utf8').match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))?.[1]);
  } catch {
    return name === 'VmHWM' ? process.resourceUsage().maxRSS : process.memoryUsage.rss() / 1024;
  }
};
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const { files, folder, focalPoint }: Task = JSON.parse(process.argv[2] ?? '');
for (const file of files) {
  const [wall, cpu] = [performance.now(), cpuMs()];
  const renditions: Rendition[] = [];
  let [code, image]: [RefusalCode | undefined, MadeImage | undefined] = [undefined, undefined];
  try {
    const bytes = readFileSync(file);
    code = await refusalOf(bytes);
    if (code === undefined)
      image = await makeRenditions(bytes, focalPoint, async ({ rendition, content }) => {
        if (folder !== undefined) writeFileSync(join(folder, rendition.name), content);
        renditions.push(rendition);
      });
  } catch (error) {
    if (!(error instanceof RefusedImage)) throw error;
    code = error.code;
  }
  const worked: Worked = {
    file,
    ...(code && { code }),
    ...(image && { image }),
    renditions,
    wallMs: performance.now() - wall,
    cpuMs: cpuMs() - cpu,
    /** Since the process began, with Node's own. */
    allCpuMs: cpuMs(),
    rssMb: kilobytes('VmRSS') / 1024,
    peakMb: kilobytes('VmHWM') / 1024,
  };
  process.stdout.write(`${JSON.stringify(worked)}\n`);
}
