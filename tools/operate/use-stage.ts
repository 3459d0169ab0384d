import { refuse } from '../../local/command-line/tool.ts';
import { readEnvironment, readStackFile } from '../../local/stack-file.ts';
import { callerVariables } from '../../stack/callers.ts';
import { loadSettings } from '../../stack/settings.ts';
import { loadStage, type Stage } from '../../stack/stage-file.ts';

/** For an operator's tool: takes over the environment of the running stack, or of a stage that is set. Ends the process without one. */
export const useStage = async (): Promise<void> => {
  const running = readStackFile();
  if (running) Object.assign(process.env, readEnvironment(running));
  else if (process.env['STAGE']) await useDeployedStage(process.env['STAGE']);
  else refuse('No running stack was found: start one with `npm start`, or set STAGE and what AWS wants of a shell.');
};

/**
 * For an operator's tool that works on tables: takes the names and values of a deployed stage, under what the shell
 * says. Secrets are not read, and what such a tool never calls gets addresses that nobody answers at.
 * Ends the process when the stage has no file, or one that is refused.
 */
export const useDeployedStage = async (name: string): Promise<void> => {
  const nowhere = 'https://not-called.invalid';
  const { values } = await stageNamed(name);
  process.env = {
    ...callerVariables,
    API_URL: nowhere,
    EVENTS_TOPIC_ARN: 'not-called',
    QUEUE_BASE_URL: nowhere,
    BUCKET_PREFIX: 'not-called',
    ...values,
    ...process.env,
    STAGE: name,
  };
};

/** Reads a stage's file; ends the process with what is wrong with it, or that there is none. */
export const stageNamed = async (name: string): Promise<Stage> => {
  const stated = await loadSettings();
  try {
    return loadStage(name, stated);
  } catch (error) {
    return refuse((error as Error).message);
  }
};
