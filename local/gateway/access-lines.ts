import { openSync, writeSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { nowMs } from '#lib/clock.ts';

/** A request as the gateway saw it: "the origin's access lines", by which an edge is judged. */
export interface AccessLine {
  /** When it came and when its answer had gone, in milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly method: string;
  /** With its query, as it came. */
  readonly path: string;
  /** 0 where whoever asked had gone before there was one. */
  readonly status: number;
  /** Whether it came through an edge, which proves it by the secret. */
  readonly edge: boolean;
}

/**
 * Notes every request in a file, a line of JSON each, as soon as its answer has gone: the lines of a process that is killed
 * are whole, those of requests that it was about to answer are missing. The file is its owner's alone: paths of previews and
 * orders are secrets, which no log on AWS has.
 * @param proof the header of the edge and what it says there
 * @returns a listener of a server's requests
 */
export const noteAccess = (
  file: string,
  proof: { readonly header: string; readonly secret: string },
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const out = openSync(file, 'a', 0o600);
  return ({ method = '', url: path = '', headers }, response) => {
    const start = nowMs();
    response.once('close', () => {
      const status = response.headersSent ? response.statusCode : 0;
      const edge = headers[proof.header] === proof.secret;
      writeSync(out, `${JSON.stringify({ start, end: nowMs(), method, path, status, edge } satisfies AccessLine)}\n`);
    });
  };
};
