import { Command } from '@commander-js/extra-typings';
import type { Statements } from '#lib/settings.ts';
import { StartError } from '../engines/ports.ts';
import { faultsOf, localVariables } from './variables.ts';

/** The exit code of a call that asks for something that cannot be. */
const MISUSED = 2;
/** What a shell says of a program whose reader has gone (128 + SIGPIPE). */
const READER_GONE = 141;

/** Says in one sentence what is wrong with a tool's call, and ends the process with code 2. */
export const refuse = (why: string): never => {
  process.stderr.write(`${why}\n`);
  process.exit(MISUSED);
};

/** Says in one sentence why a tool could not do its work, and ends the process with code 1. */
export const giveUp = (why: string): never => {
  process.stderr.write(`${why}\n`);
  process.exit(1);
};

/**
 * Describes a script of package.json; its options and arguments are added in commander's way, and `read` reads the call.
 * @param script its name in package.json
 * @param about what it does, and what its exit code says
 */
export const tool = (script: string, about: string) =>
  new Command(script === 'start' || script === 'test' ? `npm ${script} --` : `npm run ${script} --`)
    .description(about)
    .helpOption('-h, --help', 'this text')
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : MISUSED))
    .configureOutput({ outputError: (text, write) => write(`${sentenceOf(text)}\n`) });

/**
 * Reads a tool's call. `--help` prints the usage that follows from the description and ends with 0; what is not
 * described is refused in one sentence, with the nearest name, and so is a variable of the local run that cannot be
 * read: both end with 2. From here on a StartError ends the tool with its sentence alone.
 * @returns the same command, read
 */
export const read = <C extends { parse(): unknown }>(command: C): C => {
  endOnce();
  command.parse();
  refuseFaults(localVariables);
  return command;
};

/** Ends the process with code 2 and one sentence for each variable of the shell that cannot be read. */
export const refuseFaults = (stated: Statements): void => {
  const faults = faultsOf(stated, process.env);
  if (faults.length > 0) refuse(faults.join('\n'));
};

const endOnce = (): void => {
  // `npm run … | head -1`: nobody reads on, so there is nothing left to do.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(READER_GONE);
  });
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error instanceof StartError ? error.message : error.stack}\n`);
    process.exit(error instanceof StartError ? error.exitCode : 1);
  });
};

/** Makes one line of commander's: `error: unknown option '--dta'` and `(Did you mean --data?)` below it. */
const sentenceOf = (text: string): string => {
  const [first = '', ...rest] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  const line = [first.replace(/(is invalid|Too many arguments)\. /i, '$1: ').replace(/\.$/, ''), ...rest].join(' ');
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}${line.endsWith('?)') ? '' : '.'}`;
};
