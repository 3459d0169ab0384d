import type { StackFile } from '../../local/stack-file.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of the body.
type Body = any;

/** Asks a running stack as a client does; answers the parsed body. */
export const ask = async (
  stack: Pick<StackFile, 'api' | 'adminKey'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Body> => {
  const answer = await fetch(`${stack.api}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(path.startsWith('/admin') ? { authorization: `Bearer ${stack.adminKey}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
};
