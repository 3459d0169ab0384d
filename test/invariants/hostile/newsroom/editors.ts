import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { put, tableOf, write } from '#lib/table.ts';
import { createApiKey } from '../../../../functions/users/public.ts';
import type { Chance } from '../../../support/chance.ts';
import type { People } from '../people.ts';

/** A small newsroom in which everybody works on the same few stories, under the same few addresses. */
export interface Newsroom {
  readonly adminKey: string;
  readonly productId: string;
  /** Articles that price lists have prices of. */
  readonly skus: readonly string[];
  readonly products: readonly string[];
  readonly fronts: readonly string[];
  readonly sections: readonly string[];
  readonly authors: readonly string[];
  readonly mediaIds: readonly string[];
  /** Entries that somebody made, by their ids. */
  readonly entries: string[];
}

const admin = async (people: People, token: string, route: string, request: object) => {
  const answer = await people.ask(route, { token, ...request });
  if (answer.status >= 400) throw new Error(`${route}: ${answer.text}`);
  return answer.body;
};

/** Makes what stories name: a product, sections, authors, and pictures that are ready. */
export const openNewsroom = async (people: People): Promise<Newsroom> => {
  const { secret: adminKey } = await createApiKey({ name: 'everything', scopes: ['admin'] });
  const [sections, authors] = [
    ['news', 'sport'],
    ['ada', 'ben'],
  ];
  for (const slug of sections)
    await admin(people, adminKey, 'content/put-section', { params: { slug }, body: { title: slug } });
  for (const slug of authors)
    await admin(people, adminKey, 'content/put-author', { params: { slug }, body: { name: slug } });
  const variants = [{ sku: 'MUG', options: {}, price: { amount: 1200, currency: 'EUR' } }];
  const { id } = await admin(people, adminKey, 'catalog/create-product', {
    body: { title: 'Mug', status: 'active', variants },
  });
  const cup = await admin(people, adminKey, 'catalog/create-product', {
    body: {
      title: 'Cup',
      status: 'active',
      variants: [{ sku: 'CUP', options: {}, price: { amount: 900, currency: 'EUR' } }],
    },
  });
  const fronts = ['home', 'news'];
  for (const slug of fronts) {
    const slots = [{ id: 'latest', list: { limit: 5 } }];
    await admin(people, adminKey, 'content/put-front', { params: { slug }, body: { title: slug, slots } });
    await admin(people, adminKey, 'content/publish-front', { params: { slug }, body: {} });
  }
  const mediaIds = ['A', 'B', 'C'].map((letter) => `med_01KAP000000000000000000${letter}00`);
  for (const mediaId of mediaIds) await readyPicture(mediaId);
  const products = [id, cup.id];
  return { adminKey, productId: id, skus: ['MUG', 'CUP'], products, fronts, sections, authors, mediaIds, entries: [] };
};

/** A picture as media leaves it when it is ready, and nothing uses it. */
const readyPicture = async (id: string): Promise<void> => {
  const [table, at] = [tableOf('media'), isoTime(nowMs())];
  const file = { name: '320.jpeg', width: 320, height: 200, format: 'jpeg', bytes: 1 };
  const made = { folder: 'a.1', width: 320, height: 200, thumbhash: '', colour: '#000000', renditions: [file] };
  const state = {
    status: 'ready',
    alt: '',
    focalPoint: { x: 0.5, y: 0.5 },
    made,
    useVersion: 0,
    sequence: 1,
    version: 3,
  };
  await write(put(table, { pk: id, sk: 'media', type: 'media', id, ...state, createdAt: at, updatedAt: at }));
};

/** An editor, who does one thing after another to whatever story comes to hand. */
export const editor = async (chores: number, chance: Chance, people: People, room: Newsroom): Promise<void> => {
  const ask = (route: string, request: object) => people.ask(`content/${route}`, { token: room.adminKey, ...request });
  const moment = (): string => isoTime(Math.floor(nowMs() / 1000) * 1000 + 1000 * chance.upTo(3600));
  const slug = (): string => `story-${chance.upTo(4)}`;
  const image = (): string | null => (chance.happens(0.3) ? null : chance.pick(room.mediaIds));
  const parts = () => ({
    section: chance.happens(0.3) ? null : chance.pick(room.sections),
    authors: room.authors.filter(() => chance.happens(0.5)),
    tags: ['a', 'b', 'c'].filter(() => chance.happens(0.4)),
    image: image(),
  });
  const create = async (): Promise<void> => {
    const blocks = [{ type: 'product', productId: room.productId }];
    const { status, body } = await ask('create-entry', {
      body: { title: `Story ${chance.upTo(1000)}`, slug: slug(), blocks, ...parts() },
    });
    if (status === 201) room.entries.push(body.id);
  };
  const onOne = (chore: (id: string) => Promise<unknown>) => () =>
    room.entries.length === 0 ? create() : chore(chance.pick(room.entries));
  const change = onOne(async (id) => {
    const { status, body } = await ask('show-entry', { params: { id } });
    if (status !== 200) return;
    const next = chance.pick([{ title: `Story ${chance.upTo(1000)}` }, { slug: slug() }, parts(), { image: image() }]);
    await ask('change-entry', { params: { id }, body: next, headers: { 'if-match': `"${body.version}"` } });
  });
  const publish = onOne(async (id) => {
    const [from, until] = [
      chance.happens(0.5) ? { from: moment() } : {},
      chance.happens(0.3) ? { until: moment() } : {},
    ];
    const revision = chance.happens(0.2) ? { revision: 1 } : {};
    const send = () => ask('publish-entry', { params: { id }, body: { ...from, ...until, ...revision } });
    await (chance.happens(0.3) ? Promise.all([send(), send()]) : send());
  });
  const chore = [
    create,
    change,
    change,
    publish,
    publish,
    publish,
    onOne((id) => ask('unpublish-entry', { params: { id }, body: chance.happens(0.5) ? { at: moment() } : {} })),
    onOne((id) => ask('correct-entry', { params: { id }, body: { text: `Corrected ${chance.upTo(1000)}.` } })),
    onOne((id) => ask('delete-entry', { params: { id } })),
  ];
  for (let index = 0; index < chores; index += 1) {
    await sleep(1000 * chance.upTo(300));
    await chance.pick(chore)();
  }
};
