import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import type { Network } from '../../../functions/media/fetching/network.ts';
import type { Behaviour } from './plan.ts';

/** What was seen of the outside: requests by address, and of each host when connections began and how many were open. */
export interface Seen {
  readonly asked: Map<string, number>;
  readonly hosts: Map<string, { open: number; most: number; readonly began: number[] }>;
}

export interface Outside {
  readonly network: Network;
  readonly seen: Seen;
  close(): Promise<void>;
}

const [PUBLIC, INSIDE] = ['93.184.216.34', '10.0.0.7'];
const MOVED_TO = 5;

/**
 * Runs the internet of a plan on this machine: one server that answers as every host, name servers that lead to a public
 * address, an inside one, or to another one each time, and a connector that connects here, whatever was looked up.
 */
export const runOutside = async (): Promise<Outside> => {
  const seen: Seen = { asked: new Map(), hosts: new Map() };
  const server = createServer((request, response) => {
    const address = `http://${request.headers.host}${request.url}`;
    const times = (seen.asked.get(address) ?? 0) + 1;
    seen.asked.set(address, times);
    const [, behaviour = '', file = ''] = (request.url ?? '').split('/');
    const answer = answers[behaviour as Behaviour | 'moved'];
    if (answer) answer(response, Number.parseInt(file, 10), times, request);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const looked = new Set<string>();
  return {
    seen,
    network: {
      resolve: (name, _options, done) => {
        if (name.startsWith('no-name')) return done(Object.assign(new Error(name), { code: 'ENOTFOUND' }), []);
        const changed = name.startsWith('changing-name') && looked.has(name);
        looked.add(name);
        const address = changed ? '127.0.0.1' : name.startsWith('inside-name') ? INSIDE : PUBLIC;
        process.nextTick(done, null, [{ address, family: 4 }]);
      },
      connect: ({ host, lookup }) => {
        const socket = connect({
          host,
          port,
          lookup: (name, options, done) =>
            lookup(name, options, (error, found, family) => {
              if (error) return done(error, found, family);
              const of = seen.hosts.get(host) ?? { open: 0, most: 0, began: [] };
              seen.hosts.set(host, of);
              of.open += 1;
              of.most = Math.max(of.most, of.open);
              of.began.push(performance.now());
              socket.once('close', () => {
                of.open -= 1;
              });
              if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
              else done(null, '127.0.0.1', 4);
            }),
        });
        return socket;
      },
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

type Answer = (response: ServerResponse, n: number, times: number, request: IncomingMessage) => unknown;
const text =
  (status: number, body = '', type = 'text/plain'): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': type }).end(body);
const to =
  (location: (n: number, host: string) => string): Answer =>
  (response, n, _times, { headers }) =>
    response.writeHead(302, { location: location(n, headers.host ?? '') }).end();
const image: Answer = (response, n) => response.writeHead(200, { 'content-type': 'image/png' }).end(picture(n));
const onceLater =
  (status: number, headers: Record<string, string>): Answer =>
  (response, n, times, request) =>
    times === 1 ? response.writeHead(status, headers).end() : image(response, n, times, request);

const answers: Readonly<Partial<Record<Behaviour | 'moved', Answer>>> = {
  picture: image,
  moved: image,
  redirected: to((n) => `/moved/${n}.png`),
  'moved-to-another-host': to((n) => `http://cdn-${n % MOVED_TO}.example/moved/${n}.png`),
  'later-once': onceLater(429, { 'retry-after': '2' }),
  'behind-once': onceLater(503, {}),
  forbidden: text(403),
  page: text(200, '<!doctype html><p>No picture here.', 'text/html'),
  'page-called-image': text(200, '<html><body>No picture here.', 'image/png'),
  vector: text(200, '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'),
  empty: text(200, '', 'image/png'),
  'cut-off-file': (response, n) => response.end(picture(n).subarray(0, 60)),
  compressed: (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
  'too-large': (response) => response.writeHead(200, { 'content-length': String(30 * 1024 * 1024 + 1) }).write('x'),
  endless: (response) => {
    const more = (): void => {
      if (response.destroyed) return;
      if (response.write(chunk)) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  },
  drip: (response) => {
    const timer = setInterval(() => response.write('x'), 1000);
    response.on('close', () => clearInterval(timer));
  },
  'breaks-off': (response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('x', () => response.destroy());
  },
  'redirect-loop': (response, _n, _times, { url }) => response.writeHead(301, { location: url ?? '' }).end(),
  'to-this-machine': to(() => 'http://127.0.0.1/x.png'),
  'to-mapped-address': to(() => 'http://[::ffff:127.0.0.1]/x.png'),
  'to-metadata': to(() => 'http://169.254.169.254/latest/meta-data'),
  'to-another-port': to((_n, host) => `http://${host}:6379/`),
  'changing-name': to((n) => `/moved/${n}.png`),
};

const chunk = Buffer.alloc(64 * 1024);
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));

/** A small PNG that no other number has, written byte by byte: nothing of it is made with what is proved. */
const picture = (n: number): Buffer => {
  const [width, height] = [24, 16];
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + 3 * width, Buffer.from([n & 255, (n >> 8) & 255, (n >> 16) & 255]));
  row[0] = 0;
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, part('IHDR', head), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))]);
};
const part = (name: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};
