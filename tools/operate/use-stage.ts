import { readEnvironment, readStackFile } from '../../local/stack-file.ts';

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
