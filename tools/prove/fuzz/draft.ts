import type { Json } from './operations.ts';
import type { Source } from './values.ts';

/** A request while it is made: its parts are put together last. */
export interface Draft {
  method: string;
  /** Encoded, below the base path. */
  path: string;
  /** `name=value`, encoded. */
  query: string[];
  headers: Record<string, string>;
  /** What is sent as JSON or as a form; undefined for nothing. */
  value: Json;
  /** What is sent in its place, as bytes. */
  bytes: Buffer | undefined;
  readonly named: string | undefined;
}

export interface Maker extends Source {
  readonly basePath: string;
  readonly adminKey: string;
}

/** The text of a value as JSON. */
export const json = (value: Json): string => JSON.stringify(value) ?? 'null';

/** `encodeURIComponent` refuses halves of surrogate pairs; they leave as U+FFFD. */
export const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());
