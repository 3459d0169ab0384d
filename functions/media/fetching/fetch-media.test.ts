import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { newId, sha256 } from '#lib/id.ts';
import { query, tableOf, update, write } from '#lib/table.ts';
import { delaysIn, dueIn, messagesIn, queueOf } from '../../../test/support/look.ts';
import { deliver, factsOf } from '../../../test/support/shop.ts';
import { anAddress, asked, fetched, run, turnOf } from '../fixtures/fetching.ts';
import { type Answer, bytes, endless, type Hosts, leadingTo, startHosts } from '../fixtures/hosts.ts';
import { look, picture } from '../fixtures/uploading.ts';
import { deleteMedia } from '../manage-media.ts';
import { findMedia, mediaKey, table } from '../media-table.ts';
import * as resumeFetch from '../queue/resume-fetch.ts';
import { settleMedia } from '../settle-media.ts';
import { hostOf } from './address.ts';
import { useNetwork } from './network.ts';
import { requestPictures } from './request-pictures.ts';
import { newFetches, sendFetches } from './send-fetches.ts';

let hosts: Hosts;
const answers = new Map<string, Answer>();
const nothing = bytes('', 'text/plain', 404);
const INSIDE = 'inside.example';
beforeAll(async () => {
  hosts = await startHosts((address) => answers.get(address) ?? nothing, { [INSIDE]: [['10.0.0.7']] });
  useNetwork(hosts.network);
});
afterAll(async () => {
  useNetwork();
  await hosts.close();
});
beforeEach(() => hosts.asked.splice(0));

/** A new address with what it answers; answers its medium. */
const serving = async (answer: Answer, url = anAddress()): Promise<string> => {
  answers.set(url, answer);
  return asked(url);
};
const resuming = async (mediaId: string) =>
  (await messagesIn(queueOf('media', 'resume-fetch'))).filter((one) => one.mediaId === mediaId);
/** Lets the wait of a medium, and that of its host, be over. */
const waited = async (mediaId: string): Promise<void> => {
  const past = isoTime(nowMs() - 1);
  await write(update(table, mediaKey(mediaId), 'SET #fetch.#due = :past', { past }));
  const { host } = await turnOf(mediaId);
  const key = { pk: `host#${sha256(host)}`, sk: 'window' };
  await write(update(tableOf('media'), key, 'SET #notBefore = :none, #next = :none', { none: 0 }));
};

describe('an address', () => {
  it('becomes a medium, with an event, whoever names it and in what form', async () => {
    const url = anAddress('a mug.png');
    const id = await serving(bytes(await picture()), url.replace(' ', '%20'));
    expect(await asked(`${url.toUpperCase().replace('A MUG.PNG', 'a mug.png')}#front`)).toBe(id);
    expect(await look(id)).toMatchObject({ status: 'waiting', alt: 'A mug', source: url.replace(' ', '%20') });
    const made = await fetched(id);
    expect(made).toMatchObject({ status: 'ready', image: { width: 400, height: 300 } });
    expect((await factsOf(table, id)).map(({ type }) => type)).toEqual(['media.ready']);
    expect(await asked(url)).toBe(id);
    expect(hosts.asked).toHaveLength(1);
  });

  it('that many ask for at once has one medium', async () => {
    const url = anAddress();
    const ids = await Promise.all(Array.from({ length: 8 }, () => asked(url)));
    expect(new Set(ids).size).toBe(1);
    const many = Array.from({ length: 100 }, (_, n) => ({ url: anAddress(`${n}.png`), alt: '' }));
    const found = await requestPictures(many, nowMs());
    expect(new Set([...found.values()].map(({ mediaId }) => mediaId)).size).toBe(100);
    expect(await requestPictures(many, nowMs())).toEqual(found);
  });

  it('is asked for once, however often its message comes', async () => {
    const id = await serving(bytes(await picture()));
    const turn = await turnOf(id);
    expect(await run(turn, turn)).toBe(0);
    expect(await run(turn)).toBe(0);
    expect(await fetched(id)).toMatchObject({ status: 'ready' });
    expect(await run(turn)).toBe(0);
    expect(hosts.asked).toHaveLength(1);
  });

  it('of a medium that was deleted is fetched anew', async () => {
    const url = anAddress();
    const first = await fetched(await serving(bytes(await picture()), url));
    await deleteMedia(first.id, undefined, nowMs());
    expect(await asked(url)).toBe(first.id);
    const later = nowMs() + 25 * 3_600_000;
    const going = (await requestPictures([{ url, alt: '' }], later)).get(url)?.mediaId;
    expect(going).not.toBe(first.id);
    await settleMedia(first.id, later);
    expect([await findMedia(first.id), await asked(url)]).toEqual([undefined, going]);
  });
});

describe('what is not taken is refused by name, with an event', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  it.each<[string, Answer, string]>([
    ['nothing there', bytes('', 'text/plain', 404), 'not-found'],
    ['a page', bytes('<!doctype html><p>No', 'text/html'), 'html-refused'],
    ['a page that is called an image', bytes('<html><body>', 'image/png'), 'html-refused'],
    ['an SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'), 'svg-refused'],
    ['no bytes', bytes('', 'image/png'), 'empty-file'],
    ['a file that ends early', bytes(png), 'file-damaged'],
    ['too large a file', endless(Buffer.alloc(1_000_000)), 'file-too-large'],
    ['an inside address', leadingTo('http://127.0.0.1/x.png'), 'address-not-public'],
    ['a mapped address', leadingTo('http://[::ffff:127.0.0.1]/x.png'), 'address-not-public'],
    ['instance metadata', leadingTo('http://169.254.169.254/latest/meta-data'), 'address-not-public'],
    ['a name that leads inside', leadingTo(`http://${INSIDE}/x.png`), 'address-not-public'],
    ['another port', leadingTo('http://shop.example:6379/'), 'address-refused'],
    ['a file of this machine', leadingTo('file:///etc/passwd'), 'address-refused'],
  ])('%s', async (_, answer, code) => {
    const id = await serving(answer);
    expect(await fetched(id)).toMatchObject({ status: 'refused', refusal: { code } });
    expect((await factsOf(table, id)).map(({ type, data }) => [type, data])).toEqual([
      ['media.refused', { mediaId: id, code }],
    ]);
    expect(await fetched(id)).toMatchObject({ status: 'refused', version: (await look(id)).version });
  });

  it('an address of this machine is not connected to', async () => {
    const id = await asked('http://169.254.169.254/latest/meta-data');
    expect(await fetched(id)).toMatchObject({ refusal: { code: 'address-not-public' } });
    expect(hosts.asked).toEqual([]);
  });
});

describe('a redirect', () => {
  it('goes on in the group of the host that it leads to, three times at most', async () => {
    const [a, b, c, d, e] = Array.from({ length: 5 }, () => anAddress()) as [string, string, string, string, string];
    answers
      .set(b, leadingTo(c))
      .set(c, leadingTo(d, 307))
      .set(d, bytes(await picture()))
      .set(e, leadingTo(a));
    const id = await serving(leadingTo(b, 301), a);
    await run(await turnOf(id));
    expect(await resuming(id)).toEqual([{ mediaId: id, turn: 1, host: hostOf(b), selfSends: 1 }]);
    expect(await fetched(id)).toMatchObject({ status: 'ready', source: a });
    expect(hosts.asked).toEqual([a, b, c, d]);
    expect(await fetched(await asked(e))).toMatchObject({ refusal: { code: 'too-many-redirects' } });
  });
  it('to itself ends', async () => {
    const url = anAddress();
    const id = await serving(leadingTo(url), url);
    expect(await fetched(id)).toMatchObject({ refusal: { code: 'too-many-redirects' } });
    expect(hosts.asked).toHaveLength(4);
  });
});

describe('a host', () => {
  it('is asked five times a second at most, by as many as there are', async () => {
    const host = hostOf(anAddress());
    const ids = await Promise.all(Array.from({ length: 6 }, (_, n) => serving(nothing, anAddress(`${n}.png`, host))));
    const turns = await Promise.all(ids.map(turnOf));
    const began = nowMs();
    expect(await Promise.all(turns.map((turn) => run(turn)))).toEqual(turns.map(() => 0));
    expect(hosts.asked).toHaveLength(6);
    expect(nowMs() - began).toBeGreaterThanOrEqual(5 * 220);
  });

  it('that says when is left alone until then, by all that is to come from it', async () => {
    const host = hostOf(anAddress());
    const first = await serving(
      (_, response) => response.writeHead(429, { 'retry-after': '120' }).end(),
      anAddress('1', host),
    );
    const second = await serving(bytes(await picture()), anAddress('2', host));
    await run(await turnOf(first));
    const other = await turnOf(second);
    await run(other);
    expect(hosts.asked).toHaveLength(1);
    expect([await resuming(first), await resuming(second)]).toEqual([
      [{ mediaId: first, turn: 1, host, selfSends: 1 }],
      [{ mediaId: second, turn: 1, host, selfSends: 1 }],
    ]);
    const delays = await delaysIn(queueOf('media', 'resume-fetch'));
    expect(delays.filter((due) => due > nowMs() + 60_000).length).toBeGreaterThanOrEqual(2);
    // A message that comes once more sends the next turn once more, and asks for nothing.
    await run(other);
    expect([hosts.asked.length, (await resuming(second)).length]).toEqual([1, 2]);
    await waited(second);
    expect(await fetched(second)).toMatchObject({ status: 'ready' });
  });

  it('that wants a long wait is waited for in the due index, and for three days at most', async () => {
    const id = await serving((_, response) => response.writeHead(503, { 'retry-after': '7200' }).end());
    await run(await turnOf(id));
    const [due] = (await dueIn('media')).filter(({ queue, body }) => queue === 'resume-fetch' && body.mediaId === id);
    expect(due?.due).toBeGreaterThan(nowMs() + 7_000_000);
    const never = await serving((_, response) => response.writeHead(503, { 'retry-after': '260000' }).end());
    expect(await fetched(never)).toMatchObject({ refusal: { code: 'host-busy' } });
  });

  it('that breaks off or is behind is asked four times', async () => {
    const codes = [];
    for (const answer of [
      ((_, response) => void response.socket?.destroy()) satisfies Answer,
      bytes('', 'text/plain', 500),
      ((_, response) => response.writeHead(429).end()) satisfies Answer,
    ]) {
      hosts.asked.splice(0);
      const id = await serving(answer);
      for (let attempt = 1; attempt <= 4; attempt += 1) {
        await fetched(id);
        if (attempt < 4) await waited(id);
      }
      codes.push([(await look(id)).refusal?.code, hosts.asked.length]);
    }
    expect(codes).toEqual([['host-unreachable', 4], ['host-busy', 4], ['host-busy', 4]]); // biome-ignore format: a table
  });
});

describe('a run that died', () => {
  it('before its answer: the turn is taken again, later', async () => {
    const id = await serving(bytes(await picture()));
    const turn = await turnOf(id);
    await write(update(table, mediaKey(id), 'SET #fetch.#begunAt = :at', { at: isoTime(nowMs()) }));
    await run(turn);
    expect([hosts.asked, (await resuming(id)).map((one) => one.turn)]).toEqual([[], [1]]);
    await waited(id).catch(() => {});
    expect(await fetched(id)).toMatchObject({ status: 'ready' });
  });
  it('after it stored the file: nothing is asked for again', async () => {
    const id = await serving(bytes(await picture()));
    const turn = await turnOf(id);
    await run(turn);
    await run(turn);
    expect([hosts.asked.length, await resuming(id)]).toEqual([1, []]);
  });
});

describe('turns', () => {
  it('of new media are sent into the two groups of their host, and of no others', async () => {
    const host = hostOf(anAddress());
    const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => asked(anAddress(`${n}`, host))));
    const items = await Promise.all(ids.map(async (id) => (await query(table, { pk: id, limit: 2 })).items[0]));
    const changes = items.map((after) => ({ id: '', before: undefined, after, at: 0 }));
    const again = changes.map((change) => ({ ...change, before: change.after }));
    const turns = newFetches([...changes, ...again, { id: '', before: undefined, after: { type: 'place' }, at: 0 }]);
    expect(turns).toEqual(ids.map((mediaId) => ({ mediaId, turn: 0, host })));
    for (const _ of ['once', 'twice']) await sendFetches(turns);
    const queued = (await messagesIn(`${queueOf('media', 'fetch-media')}.fifo`)).filter((one) => one.host === host);
    expect(queued).toHaveLength(8);
  });
  it('that are not due are sent on, and those that are over are not', async () => {
    const id = await serving(nothing);
    const turn = await turnOf(id);
    await write(update(table, mediaKey(id), 'SET #fetch.#due = :due', { due: isoTime(nowMs() + 60_000) }));
    expect(await deliver(resumeFetch, [turn, { ...turn, turn: 7 }, { ...turn, mediaId: newId('med') }])).toBe(0);
    expect((await resuming(id)).map(({ turn: number, selfSends }) => [number, selfSends])).toEqual([[0, 1]]);
  });
  it('that nobody takes end after three days', async () => {
    const id = await serving(nothing);
    await settleMedia(id, nowMs() + 2 * 3_600_000);
    expect(await look(id)).toMatchObject({ status: 'waiting' });
    await settleMedia(id, nowMs() + 73 * 3_600_000);
    expect(await look(id)).toMatchObject({ status: 'refused', refusal: { code: 'never-fetched' } });
  });
});
