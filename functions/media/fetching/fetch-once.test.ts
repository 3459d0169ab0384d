import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { type Answer, bytes, endless, type Hosts, leadingTo, PUBLIC, startHosts } from '../fixtures/hosts.ts';
import { limits } from '../media.ts';
import { faultOf, normalised } from './address.ts';
import { bounds, fetchOnce } from './fetch-once.ts';

let hosts: Hosts | undefined;
afterEach(() => hosts?.close());

const A = 'http://a.example/x.png';
const ask = async (answer: Answer, within = bounds, addresses: Parameters<typeof startHosts>[1] = {}) => {
  hosts = await startHosts(() => answer, addresses);
  return fetchOnce(A, hosts.network, within);
};
const refused = (code: string) => ({ kind: 'refused', code });

describe('an address is refused before anything is connected to', () => {
  test.each([
    ['http://127.0.0.1/x.png', 'address-not-public'],
    ['http://2130706433/', 'address-not-public'],
    ['http://0x7f.1/', 'address-not-public'],
    ['https://169.254.169.254/latest/meta-data', 'address-not-public'],
    ['http://[::1]/', 'address-not-public'],
    ['http://[::ffff:127.0.0.1]/', 'address-not-public'],
    ['http://[::ffff:8.8.8.8]/', 'address-not-public'],
    ['http://[fe80::1]/', 'address-not-public'],
    ['http://10.0.0.1/', 'address-not-public'],
    ['http://shop.example:8080/x.png', 'address-refused'],
    ['https://shop.example:22/', 'address-refused'],
    ['http://user:pass@shop.example/', 'address-refused'],
    ['ftp://shop.example/x.png', 'address-refused'],
    ['file:///etc/passwd', 'address-refused'],
    ['data:image/png;base64,AAAA', 'address-refused'],
    ['shop.example/x.png', 'address-refused'],
  ])('%s', (address, code) => expect(faultOf(address)).toBe(code));
  test.each([
    'http://shop.example/x.png',
    'https://shop.example:443/',
    'http://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ])('and %s is not', (address) => expect(faultOf(address)).toBeUndefined());
  test('one of more than 2,048 letters', () => {
    expect(faultOf(`http://shop.example/${'x'.repeat(2048)}`)).toBe('address-refused');
  });
  test('one that is written in another way is the same', () => {
    expect(normalised('HTTP://Shop.Example:80/a b.png?x=1#part')).toBe('http://shop.example/a%20b.png?x=1');
  });
});

describe('what an address answers', () => {
  test('its bytes are taken, whatever they are said to be', async () => {
    expect(await ask(bytes('<html>', 'image/png'))).toEqual({ kind: 'bytes', bytes: Buffer.from('<html>') });
    expect([hosts?.asked, hosts?.connected]).toEqual([[A], [PUBLIC]]);
  });
  test('what is compressed stays so: a bomb does not go off', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const fetched = await ask((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    expect(fetched).toEqual({ kind: 'bytes', bytes: bomb });
  });
  test('a redirect is told, not followed', async () => {
    expect(await ask(leadingTo('/y.png#z'))).toEqual({ kind: 'redirect', to: 'http://a.example/y.png#z' });
    expect(await ask(leadingTo('http://169.254.169.254/', 308))).toEqual({
      kind: 'redirect',
      to: 'http://169.254.169.254/',
    });
  });
  test.each([
    [404, 'not-found'],
    [410, 'not-found'],
    [401, 'fetch-refused'],
    [403, 'fetch-refused'],
    [204, 'fetch-refused'],
    [300, 'fetch-refused'],
    [302, 'fetch-refused'],
    [418, 'fetch-refused'],
  ])('%i without more is refused as %s', async (status, code) =>
    expect(await ask((_, response) => response.writeHead(status).end())).toEqual(refused(code)),
  );
  test('a host that wants to be asked later is', async () => {
    const later = (status: number, headers = {}) => ask((_, response) => response.writeHead(status, headers).end());
    expect(await later(503)).toEqual({ kind: 'later', code: 'host-busy', isTold: false });
    expect(await later(429)).toEqual({ kind: 'later', code: 'host-busy', isTold: true });
    expect(await later(503, { 'retry-after': '120' })).toMatchObject({ isTold: true, afterMs: 120_000 });
    const { afterMs } = (await later(429, { 'retry-after': 'Fri, 31 Dec 2100 23:59:59 GMT' })) as { afterMs: number };
    expect(afterMs).toBeGreaterThan(365 * 86_400_000);
    expect(await later(429, { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' })).toMatchObject({ afterMs: 0 });
    expect(await later(429, { 'retry-after': 'soon' })).toEqual({ kind: 'later', code: 'host-busy', isTold: true });
  });
});

describe('a body', () => {
  const small = { ...bounds, bytes: 1000 };
  test('of as many bytes as may be is taken, of one more it is not', async () => {
    expect(await ask(bytes(Buffer.alloc(1000)), small)).toMatchObject({ kind: 'bytes' });
    expect(await ask(bytes(Buffer.alloc(1001)), small)).toEqual(refused('file-too-large'));
    expect(await ask(bytes(Buffer.alloc(limits.bytes + 1)))).toEqual(refused('file-too-large'));
  });
  test('that says it is larger is not read', async () => {
    let sent = 0;
    const fetched = await ask((_, response) => {
      response.writeHead(200, { 'content-length': '31457281' });
      response.write(Buffer.alloc(10));
      sent += 10;
    });
    expect([fetched, sent]).toEqual([refused('file-too-large'), 10]);
  });
  test('without end is cut off', async () => {
    expect(await ask(endless(Buffer.alloc(100)), small)).toEqual(refused('file-too-large'));
    expect(await ask(endless(Buffer.alloc(1), 5), { ...small, ms: 200 })).toEqual(refused('fetch-too-slow'));
  });
  test('that never begins, or whose head never ends, is too slow', async () => {
    expect(await ask(() => {}, { ...bounds, ms: 100 })).toEqual(refused('fetch-too-slow'));
    const dripping = await ask((_, response) => void response.socket?.write('HTTP/1.1 200 OK\r\nX: '), {
      ...bounds,
      ms: 100,
    });
    expect(dripping).toEqual(refused('fetch-too-slow'));
  });
  test('that is cut off, shorter than it says, is asked for again', async () => {
    const short = await ask((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write(Buffer.alloc(10), () => response.destroy());
    });
    expect(short).toEqual({ kind: 'later', code: 'host-unreachable' });
    const gone = await ask((_, response) => void response.socket?.destroy());
    expect(gone).toEqual({ kind: 'later', code: 'host-unreachable' });
  });
  test('of another protocol is none', async () => {
    expect(await ask((_, response) => void response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n'))).toEqual(
      refused('fetch-refused'),
    );
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
    expect(await ask((_, response) => void response.socket?.write(upgrade))).toEqual(refused('fetch-refused'));
  });
});

describe('a name', () => {
  test('that leads inside is not connected to', async () => {
    for (const inside of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00:ec2::254']) {
      const fetched = await ask(bytes('secret'), bounds, { 'a.example': [[inside]] });
      expect([inside, fetched, hosts?.asked]).toEqual([inside, refused('address-not-public'), []]);
      await hosts?.close();
    }
  });
  test('that changes its address between look-ups is looked up once for each connection, and checked', async () => {
    const addresses = { 'a.example': [[PUBLIC], ['127.0.0.1'], ['10.0.0.1', PUBLIC]] };
    hosts = await startHosts(() => bytes('x'), addresses);
    const { network } = hosts;
    expect(await fetchOnce(A, network)).toMatchObject({ kind: 'bytes' });
    expect(await fetchOnce(A, network)).toEqual(refused('address-not-public'));
    expect(await fetchOnce(A, network)).toMatchObject({ kind: 'bytes' });
    expect(hosts.connected).toEqual([PUBLIC, PUBLIC]);
  });
  test('that there is not is refused', async () => {
    expect(await ask(bytes('x'), bounds, { 'a.example': [[]] })).toEqual(refused('host-unknown'));
  });
  test('that nobody can be asked for, or that takes no connection, is asked for later', async () => {
    hosts = await startHosts(() => bytes('x'));
    const failing = (code: string) => ({
      ...hosts!.network,
      resolve: ((_name, _options, done) =>
        done(Object.assign(new Error(code), { code }), [])) as Hosts['network']['resolve'],
    });
    for (const code of ['ETIMEOUT', 'ESERVFAIL', 'ECONNREFUSED', 'EAI_AGAIN'])
      expect(await fetchOnce(A, failing(code))).toEqual({ kind: 'later', code: 'host-unreachable' });
  });
});
