import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSecret } from '#lib/id.ts';
import { StartError } from './engines/ports.ts';

/** What a data folder knows of its shop; the file is for its owner alone. */
export interface State {
  readonly stageKey: string;
  /** The key of the local administrator, made at the first start. */
  readonly adminKey?: string;
  /** The import that brings the demo shop's products, once its file is uploaded. */
  readonly importId?: string;
  /** The demo shop is in. */
  readonly seeded?: boolean;
}

const fileOf = (folder: string): string => join(folder, 'state.json');

/** Reads the state of a data folder, made at its first use. */
export const loadState = (folder: string): State => {
  let text: string;
  try {
    text = readFileSync(fileOf(folder), 'utf8');
  } catch {
    return saveState(folder, { stageKey: newSecret() });
  }
  try {
    return JSON.parse(text) as State;
  } catch {
    throw new StartError(`The data folder is corrupt: ${fileOf(folder)} is not JSON.`);
  }
};

export const saveState = (folder: string, state: State): State => {
  writeFileSync(fileOf(folder), JSON.stringify(state), { mode: 0o600 });
  return state;
};
