import type { StackFile } from '../../../local/stack-file.ts';

// biome-ignore lint/suspicious/noExplicitAny: a sample's maker picks an id from an answer that the API has checked.
type Body = any;

/** A caller of the running shop, as a buyer or as its administrator. */
export interface ShopClient {
  readonly stack: Pick<StackFile, 'api' | 'adminKey'>;
  /** Asks a route; paths below /admin with the administrator's key. @throws Error when the answer refuses */
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Body>;
}

export const clientOf = (stack: Pick<StackFile, 'api' | 'adminKey'>): ShopClient => ({
  stack,
  async ask(method, path, body, headers = {}) {
    const answer = await fetch(`${stack.api}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(path.startsWith('/admin') && { authorization: `Bearer ${stack.adminKey}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
    return text === '' ? undefined : JSON.parse(text);
  },
});
