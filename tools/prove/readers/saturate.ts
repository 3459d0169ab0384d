import { connect, type Socket } from 'node:net';

/** What a round of asking the same again and again came to. */
export interface Round {
  readonly perSecond: number;
  /** How much of a core this client used: near 1 it would be what is measured. */
  readonly cores: number;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** Counts whole answers of status 200 in what a connection receives; each says how long its body is. */
const counter = (each: () => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0);
  let left = 0;
  return (chunk) => {
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    rest = Buffer.alloc(0);
    while (data.length > 0) {
      if (left > 0) {
        const taken = Math.min(left, data.length);
        left -= taken;
        data = data.subarray(taken);
        if (left === 0) each();
        continue;
      }
      const end = data.indexOf(END_OF_HEAD);
      if (end < 0) {
        rest = data;
        return;
      }
      const head = data.toString('latin1', 0, end);
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      if (!head.startsWith('HTTP/1.1 200') || length === 0) throw new Error(`not what was asked for: ${head}`);
      left = length;
      data = data.subarray(end + END_OF_HEAD.length);
    }
  };
};

/**
 * Asks for one path over kept connections, each again as soon as it is answered. It writes the same bytes each time and
 * reads no more of an answer than its length, so that it costs a fraction of what any server does: an HTTP client of Node's
 * costs more than the server.
 */
export const saturate = async (
  url: string,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Round> => {
  const { hostname, port, pathname } = new URL(url);
  const request = Buffer.from(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
  const sockets: Socket[] = [];
  let answers = 0;
  const failed = new Promise<never>((_, reject) => {
    for (let one = 0; one < connections; one += 1) {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      const ask = (): void => void socket.write(request);
      const read = counter(() => {
        answers += 1;
        ask();
      });
      socket.on('data', (chunk) => {
        try {
          read(chunk);
        } catch (error) {
          reject(error);
        }
      });
      socket.once('connect', ask);
      socket.once('error', reject);
      sockets.push(socket);
    }
  });
  const pause = (ms: number) => Promise.race([failed, new Promise((resolve) => setTimeout(resolve, ms))]);
  try {
    await pause(200);
    const [began, before, used] = [performance.now(), answers, process.cpuUsage()];
    await pause(seconds * 1000);
    const ms = performance.now() - began;
    const { user, system } = process.cpuUsage(used);
    return { perSecond: ((answers - before) * 1000) / ms, cores: (user + system) / 1000 / ms };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
};
