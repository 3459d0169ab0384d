import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import type { Chance } from '../../../support/chance.ts';
import type { People } from '../people.ts';
import type { Newsroom } from './editors.ts';

/** A publisher, who lets several things change at one second, and thinks better of it now and then. */
export const publisher = async (releases: number, chance: Chance, people: People, room: Newsroom): Promise<void> => {
  const ask = (route: string, request: object) => people.ask(route, { token: room.adminKey, ...request });
  const some = <T>(all: readonly T[], most: number): T[] => {
    const left = [...all];
    return Array.from({ length: Math.min(most, left.length) }, () => left.splice(chance.upTo(left.length), 1)[0] as T);
  };

  const list = async (): Promise<string> => {
    const { body } = await ask('catalog/create-price-list', { body: { name: 'Sale', currency: 'EUR', draft: true } });
    await setPrices(body.id);
    return body.id;
  };
  const setPrices = (id: string) => {
    const prices = room.skus.map((sku) => ({ sku, amount: 500 + chance.upTo(500) }));
    return ask('catalog/set-listed-prices', { params: { id }, body: { prices } });
  };
  const front = async (): Promise<string> => {
    const slug = chance.pick(room.fronts);
    const items = some(room.entries, 2).map((id) => ({ type: 'entry', id }));
    const slots = [
      { id: 'top', items },
      { id: 'latest', list: { limit: 5 } },
    ];
    await ask('content/put-front', { params: { slug }, body: { title: slug, slots } });
    return slug;
  };

  const member = async (id: string): Promise<object> => {
    if (chance.happens(0.3)) return { type: 'unpublish', id };
    return { type: 'entry', id, ...(chance.happens(0.3) ? { revision: 1 } : {}) };
  };
  const product = async (): Promise<object> => {
    const id = chance.pick(room.products);
    const { body } = await ask('catalog/show-product', { params: { id } });
    return { type: 'product', id, visible: body.visibleUntil !== null };
  };
  const lists: string[] = [];
  for (let index = 0; index < releases; index += 1) {
    await sleep(1000 * chance.upTo(600));
    if (lists.length === 0 || chance.happens(0.4)) lists.push(await list());
    const entries = await Promise.all(some(room.entries, 1 + chance.upTo(3)).map(member));
    const members = [
      ...entries,
      ...(chance.happens(0.6) ? [{ type: 'front', slug: await front() }] : []),
      ...(chance.happens(0.4) ? [await product()] : []),
      ...(chance.happens(0.7) ? [{ type: 'price-list', id: chance.pick(lists) }] : []),
    ];
    const { status, body } = await ask('content/create-release', { body: { name: `Release ${index}`, members } });
    if (status !== 201) continue;
    const id = String(body.id);
    for (let turn = 0; turn < 2; turn += 1) {
      const at = isoTime(Math.ceil(nowMs() / 1000) * 1000 + 1000 * (65 + chance.upTo(chance.happens(0.5) ? 60 : 3600)));
      const arm = () => ask('content/arm-release', { params: { id }, body: { at } });
      const armed = await (chance.happens(0.3) ? Promise.all([arm(), arm()]).then(([one]) => one) : arm());
      if (armed.status !== 200) continue;
      // While it is armed: its own things are tried, and now and then it is called off.
      await sleep(1000 * chance.upTo(40));
      const chores = [
        () => setPrices(chance.pick(lists)),
        () => ask('content/publish-entry', { params: { id: chance.pick(room.entries) }, body: {} }),
        () => ask('content/publish-front', { params: { slug: chance.pick(room.fronts) }, body: {} }),
        () =>
          ask('catalog/change-product', { params: { id: chance.pick(room.products) }, body: { visibleUntil: null } }),
        () =>
          ask('catalog/change-product', {
            params: { id: chance.pick(room.products) },
            body: { title: `Mug ${chance.upTo(9)}` },
          }),
        () => ask('content/put-release-members', { params: { id }, body: { members: [] } }),
      ];
      await chance.pick(chores)();
      if (chance.happens(0.5)) break;
      await sleep(1000 * chance.upTo(chance.happens(0.5) ? 30 : 900));
      const disarm = () => ask('content/disarm-release', { params: { id } });
      await (chance.happens(0.3) ? Promise.all([disarm(), disarm()]) : disarm());
    }
  }
};
