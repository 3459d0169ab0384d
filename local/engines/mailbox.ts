import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

type Email = Record<string, unknown>;
interface Store {
  saveEmail(email: Email): void;
  getStoreReadonly(): { emails: Email[] };
}

/** How many messages the mailbox shows and keeps. */
const KEPT = 2000;

/**
 * Starts the mailbox: SES v2 to send to, a web page to read in, `GET /store` for programs. Its own store is memory
 * only, so each message is also a line of a file before it is acknowledged.
 */
export const startMailbox = async (file: string, port: number): Promise<{ port: number; stop(): void }> => {
  const require = createRequire(import.meta.url);
  const store = require('aws-ses-v2-local/dist/store.js') as Store;
  const { default: listen } = require('aws-ses-v2-local') as {
    default(config: { host: string; port: number }): Promise<Server>;
  };
  const emails = store.getStoreReadonly().emails;
  if (existsSync(file)) {
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1).slice(-KEPT);
    for (const line of lines) emails.push(JSON.parse(line) as Email);
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  }
  const save = store.saveEmail;
  store.saveEmail = (email) => {
    appendFileSync(file, `${JSON.stringify(email)}\n`);
    save(email);
    const { emails: kept } = store.getStoreReadonly();
    if (kept.length > KEPT) kept.splice(0, kept.length - KEPT);
  };
  const server = await listen({ host: '127.0.0.1', port });
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
};
