import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is served at an address; `policy: false` leaves the site's policy out. */
export interface Page {
  readonly type: string;
  readonly body: string;
  readonly policy?: boolean;
}

export interface Site {
  readonly base: string;
  /** Serves a page at an address of its own. */
  readonly put: (page: Page) => string;
  /** Policy reports that browsers sent, since this was asked last. */
  readonly reports: () => number;
  readonly close: () => void;
}

/** The policy of the site's pages: nothing inline, nothing elsewhere; forms are sent to the site alone. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; report-uri /policy-report";

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** Starts a site of pages that are put there, with a picture under `/media/`. It is at a port of 127.0.0.1 that is free. */
export const startSite = async (): Promise<Site> => {
  const pages = new Map<string, Page>();
  let [count, reports] = [0, 0];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const page = pages.get(path);
    if (path === '/policy-report') {
      reports += 1;
      request.resume();
      response.writeHead(204).end();
    } else if (page) {
      const policy = page.policy === false ? {} : { 'content-security-policy': POLICY };
      response.writeHead(200, { ...policy, 'content-type': page.type, 'x-content-type-options': 'nosniff' });
      response.end(page.body);
    } else if (path.startsWith('/media/')) response.writeHead(200, { 'content-type': 'image/gif' }).end(PIXEL);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    base,
    put: (page) => {
      const path = `/pages/${count++}`;
      pages.set(path, page);
      return base + path;
    },
    reports: () => {
      const counted = reports;
      reports = 0;
      return counted;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
