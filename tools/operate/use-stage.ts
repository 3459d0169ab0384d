import { readEnvironment, readStackFile } from '../../local/stack-file.ts';
import { callerVariables } from '../../stack/callers.ts';

/** For an operator's tool: takes over the environment of the running stack, or of a stage that is set. Ends the process without one. */
export const useStage = (): void => {
  const running = readStackFile();
  if (running) Object.assign(process.env, readEnvironment(running));
  else if (!process.env['STAGE']) {
    process.stderr.write(
      'No running stack was found: start one with `npm start`, or set the environment of a stage.\n',
    );
    process.exit(2);
  }
};

/**
 * For an operator's tool that works on tables alone: takes the names of a deployed stage. What such a tool never calls
 * gets addresses that nobody answers at.
 */
export const useDeployedStage = (stage: string): void => {
  const nowhere = 'https://not-called.invalid';
  Object.assign(process.env, {
    STAGE: stage,
    ...callerVariables,
    API_URL: nowhere,
    EVENTS_TOPIC_ARN: 'not-called',
    QUEUE_BASE_URL: nowhere,
    BUCKET_PREFIX: 'not-called',
  });
};
