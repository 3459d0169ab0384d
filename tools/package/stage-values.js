import { parseArgs } from 'node:util';
import { loadSettings } from '../../stack/settings.ts';
import { loadStage } from '../../stack/stage-file.ts';

/** @type {Promise<Readonly<Record<string, string>>> | undefined} */
let asked;
/** The settings of the stage that osls packages (`--stage`), as its file has them; none without one. */
export const stageValues = () => {
  asked ??= loadSettings().then((stated) => {
    const { values } = parseArgs({ options: { stage: { type: 'string', short: 's' } }, strict: false });
    return typeof values.stage === 'string' ? loadStage(values.stage, stated).values : {};
  });
  return asked;
};
