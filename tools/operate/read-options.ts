import { type ParseArgsConfig, parseArgs } from 'node:util';

/** For an operator's tool: what is wrong with its call, in one line; ends the process with code 2. */
export const refuse = (why: string): never => {
  process.stderr.write(`${why}\n`);
  process.exit(2);
};

/** The options of a tool's call. An option that it does not have is refused. */
export const readOptions = <C extends ParseArgsConfig>(config: C): ReturnType<typeof parseArgs<C>> => {
  try {
    return parseArgs(config);
  } catch (error) {
    return refuse((error as Error).message);
  }
};
