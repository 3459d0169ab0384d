import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A fact as a merchant's receiver takes it. */
export interface Received {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The merchant's webhook receiver: verifies each delivery with the standard's own library and keeps it. */
export const startReceiver = async () => {
  const received: Received[] = [];
  let verifier: Webhook | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      const headers = request.headers as Record<string, string>;
      const message = verifier?.verify(Buffer.concat(chunks).toString('utf8'), headers) as
        | Omit<Received, 'id'>
        | undefined;
      if (message) received.push({ id: String(headers['webhook-id']), ...message });
      response.writeHead(message ? 204 : 503).end();
    } catch {
      response.writeHead(401).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    trust: (secret: string): void => {
      verifier = new Webhook(secret);
    },
    stop: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
};
