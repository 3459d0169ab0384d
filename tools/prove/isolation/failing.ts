import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts a server that answers 500 to everything: the mail service and a merchant's receiver, on a bad day. */
export const startFailing = async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    response.writeHead(500).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How often it was asked. */
    asked: (): number => asked,
    stop: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
};
