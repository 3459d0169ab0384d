import { readFileSync, writeFileSync } from 'node:fs';
import * as yaml from 'js-yaml';
import { isoTime } from '#lib/clock.ts';
import { newSecret } from '#lib/id.ts';
import { TOKEN_DAYS } from '../../../functions/orders/order/order-token.ts';
import { loadSettings } from '../../../stack/settings.ts';
import { STAGES, type Stage, stageFile, stageOf } from '../../../stack/stage-file.ts';
import { accept, drop, NotNow, type Rotation, rotationOf, secretText, sign } from './rotation.ts';
import type { secretsOf } from './secrets.ts';
import { withTokenKeys, withVersion } from './stage-text.ts';

export const commands = ['create', 'accept', 'sign', 'drop'] as const;
export type Command = (typeof commands)[number];

interface Asked {
  readonly stage: string;
  readonly secrets: ReturnType<typeof secretsOf>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The folder of the stage files. */
  readonly folder?: string;
}

/**
 * Does one step of a stage's keys: a new version of the secret `token-keys`, and the stage file that names it. Nothing
 * takes effect before all slices are deployed with that file.
 * @returns what to do next, in sentences for the operator
 * @throws NotNow when the step cannot be done now; then nothing was changed
 */
export const stageKey = async (command: Command, asked: Asked): Promise<string> => {
  const path = stageFile(asked.stage, asked.folder ?? STAGES);
  const text = readFileSync(path, 'utf8');
  if (command === 'create') return create(asked, path, text);
  const stated = await loadSettings();
  const stage = stageOf(asked.stage, yaml.load(text), stated);
  const before = rotationOf(stage.tokenKeys, await asked.secrets.read('token-keys', versionOf(stage)));
  const after = step(command, before, asked.now);
  const version = await asked.secrets.put('token-keys', secretText(after));
  const written = withVersion(withTokenKeys(text, after.tokenKeys), 'token-keys', version);
  // What was written must read as what was meant, before it replaces the file.
  const read = stageOf(asked.stage, yaml.load(written), stated);
  if (JSON.stringify(read.tokenKeys) !== JSON.stringify(after.tokenKeys) || versionOf(read) !== version)
    throw new Error(`${path} could not be edited: the version ${version} of token-keys holds the keys.`);
  writeFileSync(path, written);
  return next[command](after);
};

const versionOf = (stage: Stage): string => stage.secrets['token-keys'] ?? '';

const step = (command: Exclude<Command, 'create'>, before: Rotation, now: number): Rotation => {
  if (command === 'accept') return accept(before, newSecret());
  return command === 'sign' ? sign(before, isoTime(now)) : drop(before, now, TOKEN_DAYS);
};

const next: Readonly<Record<Exclude<Command, 'create'>, (after: Rotation) => string>> = {
  accept: ({ tokenKeys }) =>
    `${tokenKeys.at(-1)?.id} is accepted once all slices are deployed; run \`sign\` after that, not before.`,
  sign: ({ tokenKeys: [first, before] }) =>
    `${first?.id} signs once all slices are deployed, within a day; ${before?.id} stays accepted.`,
  drop: ({ tokenKeys }) => `${tokenKeys.map(({ id }) => id).join(', ')} stay; deploy all slices.`,
};

/** Makes the three keys of a new stage and names their versions in its file; secrets that are there are kept. */
const create = async ({ secrets, stage }: Asked, path: string, text: string): Promise<string> => {
  const keys = (yaml.load(text) as { tokenKeys?: { id: string }[] } | undefined)?.tokenKeys ?? [];
  if (keys.length !== 1) throw new NotNow('A new stage’s file names one key under tokenKeys: `- { id: k1 }`.');
  const made = {
    'permanent-key': newSecret(),
    'cursor-key': newSecret(),
    'token-keys': `${keys[0]?.id}:${newSecret()}`,
  };
  let written = text;
  for (const [name, value] of Object.entries(made))
    written = withVersion(written, name, await secrets.create(name, value));
  writeFileSync(path, written);
  return `The keys of ${stage} are made, and their versions stand in its file.`;
};
