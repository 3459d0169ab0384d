import * as z from 'zod/mini';
import { defineSettings, flag, type Setting, type Statements, setting, whole } from '#lib/settings.ts';
import { namedRules } from '../../stack/stage-rules.ts';
import { limitVariables } from '../aws-limits/limits.ts';

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) < 65_536;
const port = z.pipe(z.string().check(z.refine(isPort, 'a port, a number from 0 to 65535')), z.transform(Number));

/** What a shell may set of the local run itself; what it may set of the shop is stated by the modules. */
export const localVariables = {
  PORT: setting('where the API listens; 0 is any free port', z._default(port, 3000)),
  GATEWAY_PORT: setting('where the API listens behind its edge', z.optional(port)),
  DYNAMODB_PORT: setting('where DynamoDB listens', z.optional(port)),
  QUEUES_PORT: setting('where SNS, SQS and the bucket’s engine listen', z.optional(port)),
  S3_PORT: setting('where uploads are taken', z.optional(port)),
  MAIL_PORT: setting('where the mailbox listens', z.optional(port)),
  DYNAMODB_ENDPOINT: setting('another DynamoDB than the one that is started', z.optional(z.url())),
  SES_ENDPOINT: setting('another SES than the mailbox that is started', z.optional(z.url())),
  ACCESS_LINES: setting(
    'the file in which each request that reaches the API behind its edge is noted, for judges of caches',
    z.optional(z.string().check(z.regex(/\.jsonl$/, 'a file whose name ends in .jsonl'))),
  ),
  SEED: setting('whether the demo shop goes into an empty one', z._default(flag, true)),
  LOCAL_VISIBILITY_SECONDS: setting('when a message that failed comes again', z.optional(whole)),
  LOCAL_STREAM_AGE_SECONDS: setting('how long a change that fails is tried again', z.optional(whole)),
  ...limitVariables,
} as const satisfies Statements;

/** Reads the variables of the local run itself. */
export const localSettings = defineSettings('local', localVariables);

/**
 * Says in one sentence each which variables of a shell cannot be read. A secret's text is not repeated.
 * @param shell empty texts count: a variable that is set to nothing is set
 */
export const faultsOf = (stated: Statements, shell: Readonly<Record<string, string | undefined>>): string[] =>
  Object.entries(stated).flatMap(([name, { about, schema, secret }]) => {
    const text = shell[name];
    if (text === undefined) return [];
    const form =
      formThatFails(schema, text) ?? (namedRules[name]?.holds(text) === false ? namedRules[name].form : null);
    if (form === null) return [];
    return `${name}${secret ? '' : `=${text}`} is not ${form}: ${about.replace(/\.$/, '')}.`;
  });

/** What a text should have been, or undefined when it is that. */
const formThatFails = (schema: Setting['schema'], text: string): string | undefined => {
  const read = z.safeParse(schema, text);
  if (read.success) return undefined;
  const [issue] = read.error.issues;
  if (issue?.code === 'invalid_value' && issue.message === 'Invalid input') return `one of ${issue.values.join(', ')}`;
  if (issue?.code === 'invalid_format' && issue.format === 'url') return 'an address like https://example.org';
  return issue && issue.message !== 'Invalid input' ? issue.message : 'well formed';
};

/** Describes variables for the end of a usage: the name, what it says, and its default. */
export const variablesText = (title: string, stated: Statements): string => {
  const rows = Object.entries(stated).map(([name, { about, schema }]) => {
    const { data } = z.safeParse(schema, undefined);
    const text = `  ${name.padEnd(26)}${about.replace(/\.$/, '')}`;
    return data === undefined || String(data) === '' ? text : `${text} (default: ${String(data)})`;
  });
  return `\nVariables of the environment: ${title}\n${rows.join('\n')}`;
};
